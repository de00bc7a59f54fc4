package io.quarkiverse.durable.torture.broken;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A rule of the protocol that is taken out of one method of one class. */
public enum Break {
    /** COMMIT is sent though the record may not be on the disk. */
    SKIP_THE_WAIT("transaction/Attempt", "run") {
        @Override
        MethodVisitor change(MethodVisitor method, Runnable done) {
            return new MethodVisitor(Opcodes.ASM9, method) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
                    if (name.equals("await") && owner.endsWith("Wal$Ticket")) {
                        super.visitInsn(Opcodes.POP);
                        done.run();
                    } else {
                        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                    }
                }
            };
        }
    },
    /** An error of the driver at COMMIT counts as not committed; nobody asks the slot. */
    TRUST_THE_DRIVER("transaction/Ending", "of") {
        @Override
        MethodVisitor change(MethodVisitor method, Runnable done) {
            return new MethodVisitor(Opcodes.ASM9, method) {
                @Override
                public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
                    boolean doubt = name.equals("IN_DOUBT");
                    super.visitFieldInsn(opcode, owner, doubt ? "NOT_SENT" : name, descriptor);
                    if (doubt) {
                        done.run();
                    }
                }
            };
        }
    },
    /** A start does not look at the slots: every transaction without an outcome counts as committed. */
    BELIEVE_ALL_AT_RECOVERY("recovery/Testimony", "of") {
        @Override
        @Nullable
        MethodVisitor change(MethodVisitor method, Runnable done) {
            return answer(method, "COMMITTED", done);
        }
    },
    /** A start does not look at the slots: no transaction without an outcome counts as committed. */
    BELIEVE_NONE_AT_RECOVERY("recovery/Testimony", "of") {
        @Override
        @Nullable
        MethodVisitor change(MethodVisitor method, Runnable done) {
            return answer(method, "NOT_COMMITTED", done);
        }
    },
    /** What is in the log is published, whatever becomes of its transaction. */
    PUBLISH_BEFORE_THE_OUTCOME("journal/PairingFeed$Waiting", "<init>") {
        @Override
        MethodVisitor change(MethodVisitor method, Runnable done) {
            return new MethodVisitor(Opcodes.ASM9, method) {
                @Override
                public void visitInsn(int opcode) {
                    if (opcode == Opcodes.RETURN) {
                        putCommitted(this);
                        done.run();
                    }
                    super.visitInsn(opcode);
                }
            };
        }
    },
    /** A slot serves the next transaction before the outcome of the last one is in the log. */
    FREE_THE_SLOT_EARLY("transaction/Branch", "mark") {
        @Override
        MethodVisitor change(MethodVisitor method, Runnable done) {
            return new MethodVisitor(Opcodes.ASM9, method) {
                @Override
                public void visitInsn(int opcode) {
                    if (opcode == Opcodes.RETURN) {
                        freeSlot(this);
                        done.run();
                    }
                    super.visitInsn(opcode);
                }
            };
        }
    };

    private static final String RUNTIME = "io/quarkiverse/durable/runtime/";
    private static final String BRANCH = RUNTIME + "transaction/Branch";
    private static final String OUTCOME = RUNTIME + "journal/Outcome";

    final String className;
    final String method;

    Break(String className, String method) {
        this.className = RUNTIME + className;
        this.method = method;
    }

    /**
     * @param method writes the changed method
     * @param done to be called for each change
     * @return takes the method as it is; null if that does not matter any more
     */
    abstract @Nullable MethodVisitor change(MethodVisitor method, Runnable done);

    private static @Nullable MethodVisitor answer(MethodVisitor method, String testimony, Runnable done) {
        String type = RUNTIME + "recovery/Testimony";
        method.visitCode();
        method.visitFieldInsn(Opcodes.GETSTATIC, type, testimony, "L" + type + ";");
        method.visitInsn(Opcodes.ARETURN);
        method.visitMaxs(0, 0);
        method.visitEnd();
        done.run();
        return null;
    }

    /** {@code outcomes.add(new Outcome(record.lsn().value(), "<default>", COMMITTED, 0, REPORTED))} */
    private static void putCommitted(MethodVisitor to) {
        to.visitVarInsn(Opcodes.ALOAD, 0);
        to.visitFieldInsn(Opcodes.GETFIELD, RUNTIME + "journal/PairingFeed$Waiting", "outcomes", "L" + OUTCOME + "s;");
        to.visitTypeInsn(Opcodes.NEW, OUTCOME);
        to.visitInsn(Opcodes.DUP);
        to.visitVarInsn(Opcodes.ALOAD, 1);
        to.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "io/quarkiverse/durable/wal/WalRecord", "lsn",
                "()Lio/quarkiverse/durable/wal/Lsn;", false);
        to.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "io/quarkiverse/durable/wal/Lsn", "value", "()J", false);
        to.visitLdcInsn("<default>");
        to.visitFieldInsn(Opcodes.GETSTATIC, OUTCOME + "$Result", "COMMITTED", "L" + OUTCOME + "$Result;");
        to.visitInsn(Opcodes.LCONST_0);
        to.visitFieldInsn(Opcodes.GETSTATIC, OUTCOME + "$Evidence", "REPORTED", "L" + OUTCOME + "$Evidence;");
        to.visitMethodInsn(Opcodes.INVOKESPECIAL, OUTCOME, "<init>",
                "(JLjava/lang/String;L" + OUTCOME + "$Result;JL" + OUTCOME + "$Evidence;)V", false);
        to.visitMethodInsn(Opcodes.INVOKEVIRTUAL, OUTCOME + "s", "add", "(L" + OUTCOME + ";)V", false);
    }

    /** {@code space.pool().release(slot.number(), transaction, true, null)} */
    private static void freeSlot(MethodVisitor to) {
        String space = RUNTIME + "transaction/SlotSpace";
        String slot = RUNTIME + "slot/Slot";
        to.visitVarInsn(Opcodes.ALOAD, 0);
        to.visitFieldInsn(Opcodes.GETFIELD, BRANCH, "space", "L" + space + ";");
        to.visitMethodInsn(Opcodes.INVOKEVIRTUAL, space, "pool", "()L" + slot + "Pool;", false);
        to.visitVarInsn(Opcodes.ALOAD, 0);
        to.visitFieldInsn(Opcodes.GETFIELD, BRANCH, "slot", "L" + slot + ";");
        to.visitMethodInsn(Opcodes.INVOKEVIRTUAL, slot, "number", "()I", false);
        to.visitVarInsn(Opcodes.LLOAD, 1);
        to.visitInsn(Opcodes.ICONST_1);
        to.visitInsn(Opcodes.ACONST_NULL);
        to.visitMethodInsn(Opcodes.INVOKEVIRTUAL, slot + "Pool", "release", "(IJZLjava/lang/String;)V", false);
    }
}
