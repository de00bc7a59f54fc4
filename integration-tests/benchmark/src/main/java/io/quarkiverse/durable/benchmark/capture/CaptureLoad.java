package io.quarkiverse.durable.benchmark.capture;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import jakarta.inject.Singleton;
import jakarta.transaction.UserTransaction;

import com.sun.management.ThreadMXBean;

import io.agroal.api.AgroalDataSource;
import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.benchmark.CountingSockets;

/** Does the same to the articles of each way, from one thread, and measures what each entity costs. */
@Singleton
public class CaptureLoad {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Duration DRAIN_MAX = Duration.ofSeconds(60);
    private static final Duration DRAIN_POLL = Duration.ofMillis(2);

    private final ArticleWork work;
    private final UserTransaction transactions;
    private final AgroalDataSource source;
    private final DurableLog log;
    private final ArticleConsumer consumer;
    private long nextId = 1;

    CaptureLoad(ArticleWork work, UserTransaction transactions, AgroalDataSource source, DurableLog log,
            ArticleConsumer consumer) {
        this.work = work;
        this.transactions = transactions;
        this.source = source;
        this.log = log;
        this.consumer = consumer;
    }

    /** All ways in turns, several times, so that the compiler has seen all of them before it decides. */
    public void warmUp(int secondsOfEachWay, List<Integer> batches) throws Exception {
        transactions.begin();
        work.makeMakers();
        transactions.commit();
        long[] left = new long[Way.values().length];
        Arrays.fill(left, Duration.ofSeconds(secondsOfEachWay).toNanos());
        while (Arrays.stream(left).anyMatch(nanos -> nanos > 0)) {
            for (Way way : Way.values()) {
                long start = System.nanoTime();
                for (int batch : batches) {
                    measure(0, way, batch, Duration.ofSeconds(1), cost -> {
                    });
                }
                left[way.ordinal()] -= System.nanoTime() - start;
            }
        }
    }

    /** Inserts for that long, then updates the same articles, then deletes them. */
    public void measure(int round, Way way, int batch, Duration inserting, Consumer<Cost> costs) throws Exception {
        clear();
        System.gc();
        long firstId = nextId;
        long eventsBefore = consumer.events();
        long end = System.nanoTime() + inserting.toNanos();
        Meter meter = new Meter();
        do {
            transact(way, Operation.INSERT, nextId, batch);
            nextId += batch;
        } while (System.nanoTime() < end);
        costs.accept(cost(meter, round, way, batch, Operation.INSERT, nextId - firstId));
        for (Operation operation : List.of(Operation.UPDATE, Operation.DELETE)) {
            Meter another = new Meter();
            for (long id = firstId; id < nextId; id += batch) {
                transact(way, operation, id, batch);
            }
            costs.accept(cost(another, round, way, batch, operation, nextId - firstId));
        }
        long changes = (nextId - firstId) * Operation.values().length;
        mustBe(way.publishes() ? changes : 0, consumer.events() - eventsBefore, "events reached the consumer", way);
        mustBe(way == Way.ENVERS ? changes : 0, count("auditedarticle_aud"), "rows are in Envers' table", way);
    }

    private static void mustBe(long expected, long found, String what, Way way) {
        if (found != expected) {
            throw new IllegalStateException(found + " " + what + ", and " + expected + " were expected with " + way
                    + "; the figures are not valid");
        }
    }

    private void transact(Way way, Operation operation, long firstId, int batch) throws Exception {
        transactions.begin();
        for (long id = firstId; id < firstId + batch; id++) {
            work.perform(way, operation, id);
        }
        transactions.commit();
    }

    private Cost cost(Meter meter, int round, Way way, int batch, Operation operation, double entities) {
        meter.stop();
        awaitPublished();
        return new Cost(round, way, batch, operation, meter.nanos / entities / 1000, meter.cpuNanos / entities / 1000,
                meter.bytes / entities, (Meter.bytesOfAll() - meter.bytesOfAll - meter.bytes) / entities,
                meter.roundTrips / entities);
    }

    /** Since it was made; on the thread that made it. */
    private static final class Meter {

        private final long bytesOfAll = bytesOfAll();
        private long roundTrips = CountingSockets.roundTrips();
        private long bytes = THREADS.getCurrentThreadAllocatedBytes();
        private long cpuNanos = THREADS.getCurrentThreadCpuTime();
        private long nanos = System.nanoTime();

        void stop() {
            nanos = System.nanoTime() - nanos;
            cpuNanos = THREADS.getCurrentThreadCpuTime() - cpuNanos;
            bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
            roundTrips = CountingSockets.roundTrips() - roundTrips;
        }

        /** Of the threads that live. */
        static long bytesOfAll() {
            return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())).filter(bytes -> bytes > 0).sum();
        }
    }

    private void awaitPublished() {
        long deadline = System.nanoTime() + DRAIN_MAX.toNanos();
        while (log.status().sinks().stream().anyMatch(sink -> sink.lag() > 0)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Not all is published " + DRAIN_MAX + " after the end of a measurement");
            }
            LockSupport.parkNanos(DRAIN_POLL.toNanos());
        }
    }

    private long count(String table) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void clear() throws SQLException {
        try (Connection connection = source.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(
                    "TRUNCATE plainarticle, plainarticle_tags, durablearticle, durablearticle_tags, unversionedarticle,"
                            + " unversionedarticle_tags, auditedarticle, auditedarticle_tags, auditedarticle_aud, auditedarticle_tags_aud");
            statement.execute("CHECKPOINT");
        }
    }
}
