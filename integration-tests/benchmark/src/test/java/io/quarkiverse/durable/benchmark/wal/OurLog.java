package io.quarkiverse.durable.benchmark.wal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import javax.management.JMException;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalOptions.SyncMode;
import io.quarkiverse.durable.wal.WalStatus;
import io.quarkiverse.durable.wal.engine.WalEngine;

/** The log with its default options, and a consumer that follows it, so that segments are used again as in an application. */
final class OurLog implements Contender {

    private static final int TYPE = 1;
    private static final long FOLLOW_MILLIS = 50;

    private final Path directory;
    private final SyncMode mode;
    private final Batches batches = new Batches();
    private final Wal wal;
    private final ScheduledExecutorService follower = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "follower");
        thread.setDaemon(true);
        return thread;
    });

    OurLog(Path directory, SyncMode mode) {
        this.directory = directory;
        this.mode = mode;
        wal = WalEngine.open(WalOptions.defaults(directory).withSyncMode(mode), batches);
        Wal.Cursor cursor = wal.cursor("follower", Lsn.NONE);
        follower.scheduleWithFixedDelay(() -> cursor.advance(wal.durableLsn()), FOLLOW_MILLIS, FOLLOW_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public String describe() {
        WalStatus status = wal.status();
        return "log: default options, sync mode " + mode + ", direct I/O " + (status.directIo() ? "on" : "off")
                + ", a cursor that follows every " + FOLLOW_MILLIS + " ms";
    }

    @Override
    public Outcome measure(Task task) throws Exception {
        if (task.kind() == Kind.ALLOCATION) {
            return profile(task);
        }
        Window window = new Window();
        Outcome outcome = ClosedLoop.run(task, thread -> operation(task, thread), window);
        if (task.kind() == Kind.INTERVAL) {
            // what was taken in but is not written may not count
            outcome = outcome.with(Outcome.APPENDED, outcome.perSecond())
                    .with(Outcome.PER_SECOND, window.durable * 1000.0 / task.millis());
        }
        double appends = outcome.perSecond() * task.millis() / 1000;
        return outcome.with(Outcome.RECORDS_PER_BATCH, window.records / (double) window.batches)
                .with(Outcome.BYTES_PER_BATCH, window.bytes / (double) window.batches)
                .with(Outcome.ALLOCATED, window.allocated.total() / appends)
                .with(Outcome.ALLOCATED_BY_LOG, window.allocated.byLog() / appends);
    }

    /** First what is allocated, exactly, then by whom. */
    private Outcome profile(Task task) throws Exception {
        Counted counted = new Counted();
        ClosedLoop.run(task, thread -> operation(task, thread), counted);
        AllocationProfile profile = new AllocationProfile(directory.resolveSibling("allocation.jfr"));
        Outcome outcome = ClosedLoop.run(task, thread -> operation(task, thread), profile);
        counted.lines().forEach(line -> System.out.println(Worker.FACT + line));
        profile.lines().forEach(line -> System.out.println(Worker.FACT + line));
        return outcome;
    }

    private final class Counted implements ClosedLoop.Window {

        private String before = "";
        private String after = "";
        private long first;
        private long last;

        @Override
        public void begins() throws JMException {
            first = wal.lastLsn().value();
            before = ClassHistogram.now();
        }

        @Override
        public void ends() throws JMException {
            last = wal.lastLsn().value();
            after = ClassHistogram.now();
        }

        List<String> lines() {
            return ClassHistogram.parse(after).since(ClassHistogram.parse(before), last - first);
        }
    }

    private ClosedLoop.Operation operation(Task task, int thread) {
        ByteBuffer payload = payload(task.bytes(), thread);
        return switch (task.kind()) {
            case WAL, ALLOCATION -> () -> appendDurable(next(payload));
            case AWAIT -> () -> wal.append(TYPE, next(payload)).await();
            case INTERVAL -> () -> wal.append(TYPE, payload); // which stays as it is, as nobody waits
            default -> throw new IllegalArgumentException(task.toLine());
        };
    }

    /** The one place that says how an append is made durable. */
    private void appendDurable(ByteBuffer payload) {
        wal.appendDurable(TYPE, payload);
    }

    static ByteBuffer payload(int bytes, int seed) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return ByteBuffer.wrap(content);
    }

    private static ByteBuffer next(ByteBuffer payload) {
        payload.clear();
        return payload.putLong(0, payload.getLong(0) + 1);
    }

    @Override
    public void close() {
        follower.shutdownNow();
        wal.close();
    }

    /** Counted by who writes, one at a time, without synchronization: the reader's view may lag by a batch. */
    private static final class Batches implements WalListener {

        private long count;
        private long records;
        private long bytes;

        @Override
        public void batchDurable(Lsn first, Lsn last, int size, long nanos) {
            count++;
            records += last.value() - first.value() + 1;
            bytes += size;
        }
    }

    private final class Window implements ClosedLoop.Window {

        private Allocation allocated = Allocation.now();
        private long batches;
        private long records;
        private long bytes;
        private long durable;

        @Override
        public void begins() {
            allocated = Allocation.now();
            batches = -OurLog.this.batches.count;
            records = -OurLog.this.batches.records;
            bytes = -OurLog.this.batches.bytes;
            durable = -wal.durableLsn().value();
        }

        @Override
        public void ends() {
            durable += wal.durableLsn().value();
            batches += OurLog.this.batches.count;
            records += OurLog.this.batches.records;
            bytes += OurLog.this.batches.bytes;
            allocated = Allocation.now().since(allocated);
        }
    }
}
