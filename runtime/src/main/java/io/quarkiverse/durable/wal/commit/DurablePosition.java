package io.quarkiverse.durable.wal.commit;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.quarkiverse.durable.wal.Lsn;

/** The last durable record, and the readers that wait for the next. */
public final class DurablePosition {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Lsn last;

    public DurablePosition(Lsn last) {
        this.last = last;
    }

    public Lsn last() {
        return last;
    }

    void publish(Lsn durable) {
        lock.lock();
        try {
            last = durable;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Makes waiters look again. */
    public void wake() {
        publish(last);
    }

    /**
     * Waits until a record behind {@code position} is durable, somebody calls {@link #wake()}, or the time is over.
     *
     * @return nanoseconds left
     */
    public long await(Lsn position, long nanos) throws InterruptedException {
        lock.lock();
        try {
            return last.isAfter(position) ? nanos : changed.awaitNanos(nanos);
        } finally {
            lock.unlock();
        }
    }
}
