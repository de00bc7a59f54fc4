package io.quarkiverse.durable.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import jakarta.inject.Singleton;
import jakarta.transaction.TransactionManager;

import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jspecify.annotations.Nullable;

import io.agroal.api.AgroalDataSource;

/**
 * Publishes what is in the outbox table, in the order of its keys, and deletes it after the acknowledgement. A full batch is
 * followed by the next one at once.
 */
@Singleton
class OutboxPoller {

    static final int BATCH = 500;
    static final long INTERVAL_MILLIS = 50;
    private static final long STOP_SECONDS_MAX = 30;
    private static final String READ = "SELECT id, payload FROM outbox ORDER BY id LIMIT " + BATCH + " FOR UPDATE SKIP LOCKED";
    private static final String DELETE = "DELETE FROM outbox WHERE id = ANY (?)";

    private final AgroalDataSource database;
    private final TransactionManager transactions;
    private final Emitter<String> channel;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Exception failure;

    OutboxPoller(AgroalDataSource database, TransactionManager transactions,
            @Channel("outboxed") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 2
                    * BATCH) Emitter<String> channel) {
        this.database = database;
        this.transactions = transactions;
        this.channel = channel;
    }

    void start() {
        Thread started = new Thread(this::poll, "outbox-poller");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    void stop() throws Exception {
        Thread stopping = thread;
        if (stopping == null) {
            return;
        }
        thread = null;
        LockSupport.unpark(stopping);
        stopping.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS_MAX));
        Exception failed = failure;
        if (failed != null || stopping.isAlive()) {
            throw new IllegalStateException("The poller of the outbox table "
                    + (failed == null ? "does not stop" : "failed: " + failed.getMessage()), failed);
        }
    }

    private void poll() {
        try {
            while (thread == Thread.currentThread()) {
                if (publishBatch() < BATCH) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS));
                }
            }
        } catch (Exception e) {
            failure = e;
        }
    }

    private int publishBatch() throws Exception {
        transactions.begin();
        boolean done = false;
        try (Connection connection = database.getConnection()) {
            int published = publishBatch(connection);
            done = true;
            return published;
        } finally {
            if (done) {
                transactions.commit();
            } else {
                transactions.rollback();
            }
        }
    }

    private int publishBatch(Connection connection) throws SQLException {
        List<Long> ids = new ArrayList<>(BATCH);
        List<CompletableFuture<Void>> acknowledged = new ArrayList<>(BATCH);
        try (PreparedStatement read = connection.prepareStatement(READ); ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
                acknowledged.add(channel.send(rows.getString(2)).toCompletableFuture());
            }
        }
        if (ids.isEmpty()) {
            return 0;
        }
        CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new)).join();
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            delete.executeUpdate();
        }
        return ids.size();
    }
}
