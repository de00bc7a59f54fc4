package io.quarkiverse.durable.wal.commit;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Who may write: one thread at a time, the log's own writer or an appender that waits anyway.
 *
 * <p>
 * Somebody always comes for what is queued: an appender that still looks, or the writer, who is woken by whoever stops looking
 * or gives the turn back when nobody else looks. Both first say so and then look at what the other one says, so not both can
 * rely on the other.
 */
final class Turn {

    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicInteger looking = new AtomicInteger();
    private volatile boolean writerOnly = true;
    private volatile @Nullable Thread writer;

    /** The thread that {@link #wakeWriter()} wakes. */
    void writer(Thread thread) {
        writer = thread;
    }

    boolean isFree() {
        return !taken.get();
    }

    boolean tryTake() {
        return !taken.get() && taken.compareAndSet(false, true);
    }

    void giveBack() {
        taken.set(false);
    }

    /** An appender begins to look for its turn. */
    void look() {
        looking.incrementAndGet();
    }

    void lookAway() {
        looking.decrementAndGet();
    }

    boolean isLookedFor() {
        return looking.get() > 0;
    }

    /** The next batch needs what appenders must not do: they may be interrupted, and a new segment takes long. */
    void leaveToWriter(boolean only) {
        writerOnly = only;
    }

    boolean isWritersOnly() {
        return writerOnly;
    }

    void wakeWriter() {
        LockSupport.unpark(writer);
    }
}
