package io.quarkiverse.durable.wal.engine;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** The thread for what must not delay the writer: it prepares segments, saves cursors and releases what nobody needs. */
final class Keeper {

    /** Its work. */
    interface Chores {

        void prepareSegment();

        void saveCursors();
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final Duration saveInterval;
    private final Supplier<Chores> chores;
    private final Thread thread = new Thread(this::run, "durable-log-keeper");
    @GuardedBy("lock")
    private boolean segmentWanted;
    @GuardedBy("lock")
    private boolean closing;
    private volatile @Nullable Throwable failure;

    Keeper(Duration saveInterval, Supplier<Chores> chores) {
        this.saveInterval = saveInterval;
        this.chores = chores;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    void wantSegment() {
        lock.lock();
        try {
            segmentWanted = true;
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    void close(Duration timeout) {
        lock.lock();
        try {
            closing = true;
            wanted.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(Math.max(1, timeout.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long due = System.nanoTime() + saveInterval.toNanos();
        while (true) {
            boolean segment;
            lock.lock();
            try {
                while (!segmentWanted && !closing && due - System.nanoTime() > 0) {
                    wanted.awaitNanos(due - System.nanoTime());
                }
                if (closing) {
                    return;
                }
                segment = segmentWanted;
                segmentWanted = false;
            } catch (InterruptedException e) {
                return;
            } finally {
                lock.unlock();
            }
            if (segment) {
                chores.get().prepareSegment();
            }
            if (due - System.nanoTime() <= 0) {
                save();
                due = System.nanoTime() + saveInterval.toNanos();
            }
        }
    }

    /** A failure shows in the status until a later attempt succeeds; the cursors stay as dirty as they were. */
    private void save() {
        try {
            chores.get().saveCursors();
            failure = null;
        } catch (RuntimeException e) {
            failure = e;
        }
    }
}
