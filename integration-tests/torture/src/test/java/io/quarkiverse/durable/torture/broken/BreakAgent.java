package io.quarkiverse.durable.torture.broken;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Breaks one class of the application as it is loaded, and ends the process if there is nothing to break in it. */
public final class BreakAgent implements ClassFileTransformer {

    private static final int NOT_BROKEN = 3;

    private final Break breaking;

    private BreakAgent(Break breaking) {
        this.breaking = breaking;
    }

    /** Called by the JVM; {@code name} is that of a {@link Break}. */
    public static void premain(String name, Instrumentation instrumentation) {
        instrumentation.addTransformer(new BreakAgent(Break.valueOf(name)));
    }

    @Override
    public byte @Nullable [] transform(@Nullable ClassLoader loader, String className, @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain, byte[] bytes) {
        if (!breaking.className.equals(className)) {
            return null;
        }
        AtomicInteger changes = new AtomicInteger();
        byte[] broken = change(bytes, changes);
        if (changes.get() == 0) {
            System.err.println("Nothing was broken: " + className + " has no place for " + breaking);
            Runtime.getRuntime().halt(NOT_BROKEN);
        }
        System.err.println("Broken on purpose: " + breaking + " in " + className);
        return broken;
    }

    private byte[] change(byte[] bytes, AtomicInteger changes) {
        ClassReader from = new ClassReader(bytes);
        ClassWriter to = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        from.accept(new ClassVisitor(Opcodes.ASM9, to) {
            @Override
            public @Nullable MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                    String[] exceptions) {
                MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                return name.equals(breaking.method) ? breaking.change(method, changes::incrementAndGet) : method;
            }
        }, 0);
        return to.toByteArray();
    }

    /** Writes this package as the jar of an agent. */
    public static Path jar(Path folder) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", BreakAgent.class.getName());
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH,
                ClassReader.class.getProtectionDomain().getCodeSource().getLocation().toString());
        Path jar = folder.resolve("break-agent.jar");
        String classes = BreakAgent.class.getPackageName().replace('.', '/');
        Path root = Path.of(
                java.net.URI.create(BreakAgent.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var files = Files.newDirectoryStream(root.resolve(classes), "Break*.class")) {
            for (Path file : files) {
                out.putNextEntry(new JarEntry(classes + "/" + file.getFileName()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return jar;
    }
}
