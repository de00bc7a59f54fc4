package io.quarkiverse.durable.soak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;

import io.quarkus.narayana.jta.QuarkusTransaction;

/** Threads that change their own rows, one in each transaction, until told to stop. */
@Singleton
public class MeterLoad {

    static final int THREADS = 4;
    private static final int ROWS_PER_THREAD = 8;
    private static final int NOTE_LENGTH = 1500;
    private static final long ROOM_PATIENCE_MILLIS = 60_000;
    private static final long STOP_PATIENCE_SECONDS = 60;

    private final EntityManager entities;
    private final MeterReadings readings;
    private final AtomicLong committed = new AtomicLong();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean stopping;

    MeterLoad(EntityManager entities, MeterReadings readings) {
        this.entities = entities;
        this.readings = readings;
    }

    void start() {
        for (int thread = 0; thread < THREADS; thread++) {
            long firstRow = (long) thread * ROWS_PER_THREAD;
            running.add(threads.submit(() -> {
                changeRows(firstRow);
                return null;
            }));
        }
    }

    /** Fails when one of the threads did. */
    void stop() throws Exception {
        stopping = true;
        for (Future<?> thread : running) {
            thread.get(STOP_PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        threads.shutdown();
    }

    boolean failed() {
        return running.stream().anyMatch(Future::isDone);
    }

    private void changeRows(long firstRow) throws InterruptedException {
        for (long turn = 0; !stopping; turn++) {
            if (!readings.awaitRoom(ROOM_PATIENCE_MILLIS)) {
                throw new IllegalStateException("No event arrived for " + ROOM_PATIENCE_MILLIS + " ms");
            }
            long row = firstRow + turn % ROWS_PER_THREAD;
            long change = turn / ROWS_PER_THREAD;
            QuarkusTransaction.requiringNew().run(() -> change(row, change));
            committed.incrementAndGet();
        }
    }

    private void change(long row, long change) {
        Meter meter = change == 0 ? new Meter() : entities.find(Meter.class, row);
        meter.changes = change;
        meter.note = String.valueOf((char) ('a' + change % 26)).repeat(NOTE_LENGTH);
        if (change == 0) {
            meter.id = row;
            entities.persist(meter);
        }
    }

    long committed() {
        return committed.get();
    }

    /** Number of the last change of each row, by the database. */
    Map<Long, Long> changes() {
        return QuarkusTransaction.requiringNew().call(() -> {
            Map<Long, Long> changes = new HashMap<>();
            entities.createQuery("from Meter", Meter.class).getResultList()
                    .forEach(meter -> changes.put(meter.id, meter.changes));
            return changes;
        });
    }
}
