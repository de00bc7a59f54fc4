package io.quarkiverse.durable.wal.commit;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.quarkiverse.durable.wal.Lsn;

/** The last durable record, and the readers that wait for the next. */
public final class DurablePosition {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Lsn last;
    /** Calls of {@link #wake()}: who noted the number before it looked at its condition misses none. */
    private volatile long wakes;

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
        lock.lock();
        try {
            wakes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public long wakes() {
        return wakes;
    }

    /**
     * Waits until a record behind {@code position} is durable, {@link #wake()} was called since {@code noted}, or the time is
     * over.
     *
     * @param noted what {@link #wakes()} was before the caller looked
     * @return nanoseconds left
     */
    public long await(Lsn position, long noted, long nanos) throws InterruptedException {
        lock.lock();
        try {
            return last.isAfter(position) || wakes != noted ? nanos : changed.awaitNanos(nanos);
        } finally {
            lock.unlock();
        }
    }
}
