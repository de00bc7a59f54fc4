package io.quarkiverse.durable.benchmark.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Threads that each begin the next operation when the one before has ended. Counted is what ends within the window; nothing is
 * allocated on the way.
 */
final class ClosedLoop {

    /** Of one thread. */
    interface Operation {
        void run() throws Exception;
    }

    /** Called by the coordinating thread, when all are at it and before any of them has ended. */
    interface Window {

        Window NONE = new Window() {
        };

        default void begins() throws Exception {
        }

        default void ends() throws Exception {
        }
    }

    private static final long START_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Task task;
    private final CountDownLatch ready;
    private final CountDownLatch go = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private long begin;
    private long end;

    private ClosedLoop(Task task) {
        this.task = task;
        this.ready = new CountDownLatch(task.threads());
    }

    static Outcome run(Task task, IntFunction<Operation> operations, Window window) throws Exception {
        return new ClosedLoop(task).measure(operations, window);
    }

    private Outcome measure(IntFunction<Operation> operations, Window window) throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Histogram> histograms = new ArrayList<>();
        for (int i = 0; i < task.threads(); i++) {
            Operation operation = operations.apply(i);
            Histogram histogram = new Histogram();
            histograms.add(histogram);
            Thread thread = new Thread(() -> loop(operation, histogram), "load-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        ready.await();
        begin = System.nanoTime() + START_NANOS + TimeUnit.MILLISECONDS.toNanos(task.runInMillis());
        end = begin + TimeUnit.MILLISECONDS.toNanos(task.millis());
        go.countDown();
        waitUntil(begin);
        window.begins();
        waitUntil(end);
        window.ends();
        leave.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new IllegalStateException("Failed: " + task.toLine(), failure.get());
        }
        Histogram all = new Histogram();
        histograms.forEach(all::addAll);
        return new Outcome(Map.of(Outcome.PER_SECOND, all.count() * 1000.0 / task.millis(),
                Outcome.P50, all.percentile(0.5) / 1e3, Outcome.P99, all.percentile(0.99) / 1e3));
    }

    private static void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void loop(Operation operation, Histogram histogram) {
        ready.countDown();
        try {
            go.await();
            long before = System.nanoTime();
            while (before - end < 0) {
                operation.run();
                long after = System.nanoTime();
                if (after - begin > 0 && after - end <= 0) {
                    histogram.record(after - before);
                }
                before = after;
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
        try {
            leave.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
