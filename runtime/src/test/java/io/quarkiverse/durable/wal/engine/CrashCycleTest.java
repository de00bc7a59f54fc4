package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;

/**
 * Thousands of crashes and recoveries, seeded: {@link CrashLife} does the work, {@link CrashPlan} what goes wrong,
 * {@link CrashModel} knows what must be readable, {@link CrashRot} flips bits.
 *
 * <p>
 * {@code -Dwal.cycles=…} sets how many, {@code -Dwal.first-seed=…} where the seeds begin, {@code -Dwal.seed=…} lives the life
 * of that seed again and again: the seed decides what
 * is done and what goes wrong, the machine how threads take turns.
 */
class CrashCycleTest {

    private static final int CYCLES_PER_LIFE = 40;
    private static final int CYCLES = Integer.getInteger("wal.cycles", 2_000);
    private static final Long SEED = Long.getLong("wal.seed");
    private static final long FIRST_SEED = Long.getLong("wal.first-seed", 1);

    private final Statistics statistics = new Statistics();

    @Test
    void keepsWhatWasAcknowledgedAndInventsNothing() {
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "crash-cycle");
            thread.setDaemon(true);
            return thread;
        });
        int lives = Math.max(1, CYCLES / CYCLES_PER_LIFE);
        for (int i = 0; i < lives; i++) {
            long seed = SEED == null ? FIRST_SEED + i : SEED;
            CrashLife life = new CrashLife(seed, statistics, threads);
            try {
                life.live(CYCLES_PER_LIFE);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("Seed " + seed + " failed in " + life + " (life " + (i + 1)
                        + " of this run); repeat with: mvn -pl runtime verify -Dtest=CrashCycleTest -Dwal.seed=" + seed, e);
            }
        }
        threads.shutdownNow();
        if (lives >= 50 && SEED == null) {
            assertThat(statistics.counts().keySet()).as("what the lives met").contains("poisoned", "recycled", "released",
                    "rolled", "torn tail cut", "truncated", "saved");
        }
    }

    /** A run in which nothing happens proves nothing. */
    private static final class Statistics implements WalListener {

        private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

        Map<String, Long> counts() {
            Map<String, Long> sums = new TreeMap<>();
            counts.forEach((what, sum) -> sums.put(what, sum.sum()));
            return sums;
        }

        private void count(String what) {
            counts.computeIfAbsent(what, w -> new LongAdder()).increment();
        }

        @Override
        public void segmentOpened(Path file, Lsn first, boolean recycled) {
            count(recycled ? "recycled" : "rolled");
        }

        @Override
        public void segmentReleased(Path file, Lsn first) {
            count("released");
        }

        @Override
        public void truncated(Lsn firstKept) {
            count("truncated");
        }

        @Override
        public void tornTailCut(Path file, long offset, Lsn lastKept) {
            count("torn tail cut");
        }

        @Override
        public void cursorSaved(String name, Lsn position) {
            count("saved");
        }

        @Override
        public void poisoned(WalException cause) {
            count("poisoned");
        }
    }
}
