package io.quarkiverse.durable.it.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.DurableLog;
import io.quarkus.narayana.jta.QuarkusTransaction;

/**
 * Transactions on rows of their own do not fail because of the slots (rule R7). The slot table is analyzed first, as autovacuum
 * does within a minute: with statistics the planner would rather scan the whole table.
 */
abstract class Isolation {

    private static final int THREADS = 16;
    private static final int ROWS = 2_000;
    private static final long NANOS = TimeUnit.SECONDS.toNanos(7);

    @Inject
    EntityManager entities;
    @Inject
    Steps steps;
    @Inject
    DurableLog log;
    @Inject
    Database database;

    private record Load(long committed, long conflicts, List<Throwable> others) {
    }

    abstract String isolation();

    @Test
    void disjointRowsNeverConflict() throws Exception {
        steps.record(false);
        database.execute("insert into counter select i, 0 from generate_series(0, " + THREADS * ROWS + ") i");
        database.execute("insert into plaincounter select i, 0 from generate_series(0, " + THREADS * ROWS + ") i");
        database.execute("vacuum analyze");
        assertThat(entities.createNativeQuery("show transaction_isolation").getSingleResult()).isEqualTo(isolation());

        Load without = load(id -> entities.find(PlainCounter.class, id).value++);
        Load with = load(id -> entities.find(Counter.class, id).value++);

        assertThat(without.others()).isEmpty();
        assertThat(with.others()).isEmpty();
        assertThat(without.conflicts()).isZero();
        assertThat(with.conflicts()).as("of " + (with.committed() + with.conflicts())).isZero();
        assertThat(with.committed()).isGreaterThan(THREADS);
        assertThat(log.status().phase()).isEqualTo(DurableLog.Phase.SERVING);
        assertThat(database.number("select sum(value) from counter")).isEqualTo(with.committed());
    }

    /** Nested transactions hold several slots at once, so new ones are made all the time. */
    @Test
    void newSlotsDoNotConflictEither() throws Exception {
        steps.record(false);
        database.execute("insert into counter select i, 0 from generate_series(100000, 100000 + " + THREADS * ROWS + ") i");
        database.execute("vacuum analyze");
        List<Future<?>> running = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS / 2);
        LongAdder committed = new LongAdder();
        for (int thread = 0; thread < THREADS / 2; thread++) {
            int first = 100_000 + thread * ROWS;
            running.add(threads.submit(() -> nest(first, 3, committed)));
        }
        finish(threads, running);
        assertThat(committed.sum()).isEqualTo(THREADS / 2 * 3 * 20);
        assertThat(database.number("select count(*) from durable_slot")).isGreaterThan(THREADS / 2);
    }

    private void nest(int first, int depth, LongAdder committed) {
        for (int i = 0; i < 20 && depth > 0; i++) {
            int id = first + depth * 100 + i;
            boolean deeper = i == 0;
            QuarkusTransaction.requiringNew().run(() -> {
                entities.find(Counter.class, id).value++;
                entities.flush();
                if (deeper) {
                    nest(first, depth - 1, committed);
                }
            });
            committed.increment();
        }
    }

    private Load load(IntConsumer change) throws Exception {
        LongAdder committed = new LongAdder();
        LongAdder conflicts = new LongAdder();
        List<Throwable> others = java.util.Collections.synchronizedList(new ArrayList<>());
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        long end = System.nanoTime() + NANOS;
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int first = thread * ROWS;
            running.add(threads.submit(() -> {
                for (int i = 0; System.nanoTime() < end; i++) {
                    int id = first + i % ROWS;
                    try {
                        QuarkusTransaction.requiringNew().run(() -> change.accept(id));
                        committed.increment();
                    } catch (RuntimeException e) {
                        if (isConflict(e)) {
                            conflicts.increment();
                        } else {
                            others.add(e);
                        }
                    }
                }
            }));
        }
        finish(threads, running);
        return new Load(committed.sum(), conflicts.sum(), others);
    }

    private static void finish(ExecutorService threads, List<Future<?>> running)
            throws InterruptedException, ExecutionException {
        threads.shutdown();
        for (Future<?> each : running) {
            each.get();
        }
    }

    private static boolean isConflict(Throwable e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof java.sql.SQLException sql && "40001".equals(sql.getSQLState())
                    || String.valueOf(each.getMessage()).contains("could not serialize access")) {
                return true;
            }
        }
        return false;
    }
}
