package io.quarkiverse.durable.benchmark;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/** Looks at a round every few seconds, from a thread of its own. */
final class Sampler implements AutoCloseable {

    private final Task task;
    private final Database database;
    private final LongSupplier transactions;
    private final Consumer<Sample> consumer;
    private final Thread thread = new Thread(this::look, "sampler");
    private volatile boolean closed;
    private volatile @Nullable SQLException failure;

    /**
     * @param transactions so far
     */
    Sampler(Task task, Database database, LongSupplier transactions, Consumer<Sample> consumer) {
        this.task = task;
        this.database = database;
        this.transactions = transactions;
        this.consumer = consumer;
    }

    Sampler start() {
        if (task.sampleSeconds() > 0) {
            thread.setDaemon(true);
            thread.start();
        }
        return this;
    }

    private void look() {
        long start = System.nanoTime();
        long lastAt = start;
        long last = transactions.getAsLong();
        try {
            for (int second = task.sampleSeconds(); second <= task.seconds(); second += task.sampleSeconds()) {
                if (!awaitUntil(start + TimeUnit.SECONDS.toNanos(second))) {
                    return;
                }
                long count = transactions.getAsLong();
                long now = System.nanoTime();
                Database.Size size = database.size(task.round().variant());
                consumer.accept(new Sample(task.round(), second, (count - last) * 1e9 / (now - lastAt), size.bytes(),
                        size.deadRows()));
                last = count;
                lastAt = now;
            }
        } catch (SQLException e) {
            failure = e;
        }
    }

    /** False when the round ended before. */
    private boolean awaitUntil(long deadline) {
        for (long left = deadline - System.nanoTime(); left > 0 && !closed; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return !closed;
    }

    /** Fails where a look failed. */
    @Override
    public void close() throws SQLException, InterruptedException {
        closed = true;
        LockSupport.unpark(thread);
        thread.join();
        SQLException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }
}
