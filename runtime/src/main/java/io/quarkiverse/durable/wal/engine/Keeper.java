package io.quarkiverse.durable.wal.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
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

        /** Once for each reason, until it worked again. */
        void failed(Throwable why);
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

    /** False when it did not finish what it was doing. */
    boolean close(Duration timeout) {
        lock.lock();
        try {
            closing = true;
            wanted.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + timeout.toNanos();
        while (thread.isAlive() && System.nanoTime() < deadline) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
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
        Throwable before = failure;
        try {
            chores.get().saveCursors();
            failure = null;
        } catch (RuntimeException | Error e) {
            failure = e;
            if (before == null || !String.valueOf(before.getMessage()).equals(String.valueOf(e.getMessage()))) {
                chores.get().failed(e);
            }
        }
    }
}
