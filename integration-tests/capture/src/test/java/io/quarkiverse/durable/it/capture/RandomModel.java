package io.quarkiverse.durable.it.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.it.capture.model.Town;

/**
 * Random sequences of operations, with the same comparison as the matrix. {@code -Dcapture.seed} repeats a run of one thread;
 * {@code -Dcapture.minutes} makes it longer, with a seed of its own.
 */
abstract class RandomModel extends Compared {

    private static final int TRANSACTIONS = 15;
    private static final int ROUNDS = 6;
    /** The seed of the build, so that one build is like another. */
    private static final long SHORT_RUN = 20261122;
    private static final int THREADS = 4;

    /** Thrown to roll back. */
    private static final class ChangedMind extends RuntimeException {

        private static final long serialVersionUID = 1;
    }

    private final AtomicInteger committed = new AtomicInteger();
    private final Queue<Throwable> refused = new ConcurrentLinkedQueue<>();

    @BeforeAll
    void expectStatements() {
        replica.expectStatements();
    }

    @AfterEach
    void forget() throws InterruptedException {
        skip();
        app.forget();
        replica.empty(Town.class);
        committed.set(0);
        refused.clear();
    }

    @Test
    void aRandomSequenceIsCaptured() throws Exception {
        sequence();
    }

    @Test
    void randomSequencesOfSeveralThreadsAreCaptured() throws Exception {
        sequences();
    }

    private void sequence() throws Exception {
        long seed = seed();
        Random random = new Random(seed);
        long end = end();
        for (int round = 0; round < ROUNDS || System.nanoTime() < end; round++) {
            play(random, TRANSACTIONS);
            compare(seed, round);
        }
        assertThat(committed).as("committed transactions, seed %d", seed).hasValueGreaterThan(ROUNDS * TRANSACTIONS / 2);
    }

    private void sequences() throws Exception {
        long seed = seed();
        long end = end();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int round = 0; round < ROUNDS || System.nanoTime() < end; round++) {
                List<Future<?>> running = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    Random random = new Random(seed + 31L * round + thread);
                    running.add(threads.submit(() -> play(random, TRANSACTIONS)));
                }
                for (Future<?> each : running) {
                    each.get();
                }
                compare(seed, round);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(committed).as("committed transactions, seed %d", seed).hasValueGreaterThan(ROUNDS * TRANSACTIONS);
    }

    /** Whatever the database or Hibernate refuses rolls back, as in any application; only the extension must not refuse. */
    private void play(Random random, int transactions) {
        TownLife life = new TownLife(random);
        for (int i = 0; i < transactions; i++) {
            try {
                app.transaction(each -> {
                    if (life.transaction(each.entities())) {
                        each.entities().flush();
                        throw new ChangedMind();
                    }
                });
                committed.incrementAndGet();
            } catch (RuntimeException e) {
                if (Matrix.isRefusal(e) && !isOvertaken(e)) {
                    refused.add(e);
                }
            }
        }
    }

    /** Another transaction committed a row between the question of a statement and the statement. */
    private static boolean isOvertaken(Throwable e) {
        return e != null && (String.valueOf(e.getMessage()).startsWith("DURABLE-0145") || isOvertaken(e.getCause()));
    }

    /** For what the database itself does wrong. */
    void beforeComparison() {
    }

    private void compare(long seed, int round) throws InterruptedException {
        try {
            assertThat(refused).isEmpty();
            consume();
            beforeComparison();
            replica.compare(Town.class);
        } catch (AssertionError e) {
            throw new AssertionError("Seed " + seed + ", round " + round + ": " + e.getMessage(), e);
        }
    }

    private static long seed() {
        String given = System.getProperty("capture.seed", "");
        boolean isLong = !System.getProperty("capture.minutes", "").isBlank();
        long seed = !given.isBlank() ? Long.parseLong(given) : isLong ? System.nanoTime() : SHORT_RUN;
        org.jboss.logging.Logger.getLogger(RandomModel.class).infof("capture.seed=%d", seed);
        return seed;
    }

    private static long end() {
        String minutes = System.getProperty("capture.minutes", "");
        return System.nanoTime() + (minutes.isBlank() ? 0 : Duration.ofMinutes(Long.parseLong(minutes)).toNanos());
    }
}
