package io.quarkiverse.durable.wal.commit;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.WalOptions.WaitMode;

/**
 * How an appender spends its time until its record is durable.
 *
 * <p>
 * On a disk that answers within some hundred microseconds, suspending a thread and waking it again takes about as long as the
 * processor is needed for everything else, and the waking is done by the thread that should write the next batch. So a waiter
 * gives the processor to others again and again instead, and is suspended after a millisecond only. Where a write takes longer
 * than
 * that, it is suspended at once.
 */
final class Waiting {

    private static final long LOOK_NANOS = 1_000_000;
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

    private final boolean yields;
    private final Gathering gathering;

    Waiting(WaitMode mode, Gathering gathering) {
        this.yields = mode == WaitMode.YIELD;
        this.gathering = gathering;
    }

    /** How long this thread looks whether its record is durable, or its turn has come to write it, before it is suspended. */
    long lookNanos() {
        return yields ? lookNanos(gathering.writeNanos()) : 0;
    }

    static long lookNanos(long writeNanos) {
        return writeNanos > LOOK_NANOS ? 0 : LOOK_NANOS;
    }

    /** Not virtual threads: they would hold on to their carrier while they write. */
    static boolean mayWrite() {
        MethodHandle isVirtual = IS_VIRTUAL;
        if (isVirtual == null) {
            return true;
        }
        try {
            return !(boolean) isVirtual.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Null on a JDK that has no virtual threads. */
    private static @Nullable MethodHandle isVirtual() {
        try {
            return MethodHandles.publicLookup().findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException none) {
            return null;
        }
    }
}
