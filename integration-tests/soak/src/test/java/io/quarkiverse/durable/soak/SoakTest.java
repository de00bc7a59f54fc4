package io.quarkiverse.durable.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkiverse.durable.DurableLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Under load for a long time, with rollover and truncation all the time, everything that must be bounded is. */
@QuarkusTest
@QuarkusTestResource(FreshFolder.class)
class SoakTest {

    private static final Logger LOG = Logger.getLogger(SoakTest.class);
    private static final long SEGMENT_BYTES = 1 << 20;
    /** A record and its outcome, each in a batch of its own that ends on a block boundary: no more than this on the disk. */
    private static final long TRANSACTION_BYTES_MAX = 3 * 4096;
    /** The one in use, the one made ready, spare ones, and what came since the cursor was last saved. */
    private static final long SEGMENTS_BESIDE_UNDELIVERED = 8;
    private static final long DISK_BYTES_MAX = MeterReadings.UNDELIVERED_MAX * TRANSACTION_BYTES_MAX
            + SEGMENTS_BESIDE_UNDELIVERED * SEGMENT_BYTES;
    /** Slots that a transaction could not take since they were freed after it began, and the log's own row. */
    private static final int SLOTS_MAX = 2 * MeterLoad.THREADS + 1;
    private static final long HEAP_GROWTH_BYTES_MAX = 24 << 20;
    private static final int TRUNCATIONS_MIN = 5;

    private static final Duration SHORT_FORM = Duration.ofSeconds(20);
    private static final Duration SHORT_INTERVAL = Duration.ofSeconds(2);
    private static final Duration LONG_INTERVAL = Duration.ofSeconds(10);
    private static final Duration TICK = Duration.ofMillis(50);
    private static final int PATIENCE_FACTOR = 10;
    private static final Duration DELIVERY_PATIENCE = Duration.ofSeconds(60);

    @Inject
    MeterLoad load;
    @Inject
    MeterReadings readings;
    @Inject
    DurableLog log;
    @Inject
    AgroalDataSource database;
    @ConfigProperty(name = "quarkus.durable.directory")
    Path directory;

    private final List<Long> heapBytes = new ArrayList<>();
    private int truncations;
    private long diskBytesMax;

    @Test
    void whatMustBeBoundedStaysBoundedAndEverythingIsPublished() throws Exception {
        int minutes = Integer.getInteger("soak.minutes", 0);
        Duration length = minutes == 0 ? SHORT_FORM : Duration.ofMinutes(minutes);
        load.start();
        try {
            observe(length, minutes == 0 ? SHORT_INTERVAL : LONG_INTERVAL);
        } finally {
            load.stop();
        }

        assertThat(readings.awaitAll(DELIVERY_PATIENCE.toMillis())).as("every event arrived").isTrue();
        assertThat(readings.complaints()).isEmpty();
        assertThat(readings.received()).isEqualTo(load.committed());
        assertThat(readings.changes()).isEqualTo(load.changes());
        assertThat(truncations).as("truncations seen").isGreaterThanOrEqualTo(TRUNCATIONS_MIN);
        assertThat(heapGrowth()).as("growth of the heap after collection, %s", heapBytes)
                .isLessThanOrEqualTo(HEAP_GROWTH_BYTES_MAX);
    }

    /** Until the time is over and truncation was seen often enough, or it is clear that it will not be. */
    private void observe(Duration length, Duration interval) throws IOException, SQLException {
        long start = System.nanoTime();
        long intervals = 0;
        Observation earlier = Observation.of(log, directory);
        while (!isOver(start, length)) {
            LockSupport.parkNanos(TICK.toNanos());
            Observation now = Observation.of(log, directory);
            check(now, earlier);
            earlier = now;
            if (elapsed(start) >= interval.toNanos() * (intervals + 1)) {
                intervals = elapsed(start) / interval.toNanos();
                closeInterval(now, Duration.ofNanos(elapsed(start)));
            }
        }
    }

    private boolean isOver(long start, Duration length) {
        return load.failed() || elapsed(start) >= length.toNanos()
                && (truncations >= TRUNCATIONS_MIN || elapsed(start) >= length.toNanos() * PATIENCE_FACTOR);
    }

    private static long elapsed(long start) {
        return System.nanoTime() - start;
    }

    private void check(Observation now, Observation earlier) {
        assertThat(now.wentBackSince(earlier)).isEmpty();
        assertThat(now.diskBytes()).as("bytes in the log directory").isLessThanOrEqualTo(DISK_BYTES_MAX);
        diskBytesMax = Math.max(diskBytesMax, now.diskBytes());
        if (now.firstLsn() > earlier.firstLsn()) {
            truncations++;
        }
    }

    private void closeInterval(Observation now, Duration since) throws SQLException {
        heapBytes.add(usedHeapAfterCollection());
        int slots = slots();
        assertThat(slots).as("rows in the slot table").isLessThanOrEqualTo(SLOTS_MAX);
        LOG.infof("soak: %d s, committed %d, received %d, LSN %d to %d, truncations %d, disk %d KiB (most %d), heap %d KiB,"
                + " slots %d", since.toSeconds(), load.committed(), readings.received(), now.firstLsn(), now.lastLsn(),
                truncations,
                now.diskBytes() >> 10, diskBytesMax >> 10, heapBytes.get(heapBytes.size() - 1) >> 10, slots);
    }

    private int slots() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM durable_slot")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static long usedHeapAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** The smallest of the last third against the smallest of the first; a leak raises all of them, noise does not. */
    private long heapGrowth() {
        int third = Math.max(1, heapBytes.size() / 3);
        return Collections.min(heapBytes.subList(heapBytes.size() - third, heapBytes.size()))
                - Collections.min(heapBytes.subList(0, third));
    }
}
