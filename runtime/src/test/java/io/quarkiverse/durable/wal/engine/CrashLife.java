package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.testing.Keys;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/** A long seeded life of one log: work, faults, crashes, recoveries. */
final class CrashLife {

    private static final int SEGMENT_BYTES = 64 << 10;
    private static final Duration LONG = Duration.ofDays(1);

    private final Random random;
    private final WalListener statistics;
    private final ExecutorService threads;
    private final SimulatedStorage storage;
    private final WalOptions options;
    private final SegmentCipher cipher;
    private final CrashModel model;
    private final List<Pending> pending = new ArrayList<>();
    private final List<Future<?>> running = new ArrayList<>();
    /** Compared when all threads have told the model what they appended. */
    private final List<NavigableMap<Long, Integer>> reads = new ArrayList<>();
    private CrashPlan plan;
    private int cycle;
    private volatile int nextContent;

    private record Pending(Wal.Ticket ticket, int content) {
    }

    CrashLife(long seed, WalListener statistics, ExecutorService threads) {
        this.random = SimulatedStorage.random(seed);
        this.statistics = statistics;
        this.threads = threads;
        this.storage = new SimulatedStorage(seed);
        int mode = random.nextInt(8);
        WalOptions o = WalOptions.defaults(Path.of("simulated")).withSegmentSize(SEGMENT_BYTES).withDirectIo(mode < 5)
                .withSyncMode(mode < 6 ? WalOptions.SyncMode.COMMIT
                        : mode < 7 ? WalOptions.SyncMode.INTERVAL : WalOptions.SyncMode.NONE);
        this.options = new WalOptions(o.directory(), o.segmentSizeBytes(), 0, o.recordBytesMax(), o.syncMode(),
                Duration.ofNanos(200_000), o.directIo(), Duration.ofNanos(500_000), o.closeTimeout(), o.waiting(),
                seed % 3 == 0 ? 200 : 0);
        this.cipher = seed % 2 == 0 ? new Keys(seed).cipher() : SegmentCipher.none();
        this.model = new CrashModel(mode >= 6);
        this.plan = new CrashPlan(storage, random, SEGMENT_BYTES);
    }

    @Override
    public String toString() {
        return "cycle " + cycle + ", " + options.syncMode() + (options.directIo() ? " direct, " : " cached, ") + plan
                + ", the directory's last changes " + storage.history();
    }

    void live(int cycles) {
        for (cycle = 1; cycle <= cycles; cycle++) {
            plan = new CrashPlan(storage, random, SEGMENT_BYTES);
            boolean fromTheStart = random.nextBoolean();
            storage.faults(fromTheStart ? plan : SimulatedStorage.Faults.NONE);
            Wal wal = open();
            storage.faults(plan.crashed() ? SimulatedStorage.Faults.NONE : plan);
            boolean verified = verify(wal);
            if (verified) {
                work(wal);
            }
            end(wal);
        }
        rot();
    }

    private Wal open() {
        try {
            return engine(storage);
        } catch (WalException e) {
            expected(e);
            plan.end();
            return engine(storage);
        }
    }

    private Wal engine(SimulatedStorage disk) {
        return WalEngine.open(options, statistics,
                new WalEngine.Environment(disk.untilCrash(), () -> 1_000, cipher));
    }

    /** Only what the plan explains, and never a doubt about the files. */
    private void expected(WalException e) {
        if (!plan.happened() || e instanceof WalException.Corrupt || e instanceof WalException.Locked
                || e instanceof WalException.UnsupportedVersion || e instanceof WalException.WrongKey) {
            throw e;
        }
    }

    private boolean verify(Wal wal) {
        try {
            model.recovered(wal, readAll(wal, new TreeMap<>()));
            return true;
        } catch (WalException e) {
            expected(e);
            return false;
        }
    }

    static NavigableMap<Long, Integer> readAll(Wal wal, NavigableMap<Long, Integer> records) {
        while (true) {
            try (WalReader reader = wal.read(wal.firstLsn())) {
                for (WalRecord r = reader.next(Duration.ZERO); r != null; r = reader.next(Duration.ZERO)) {
                    take(r, records);
                }
                return records;
            } catch (WalException.BelowFloor truncatedMeanwhile) {
                continue;
            }
        }
    }

    private static void take(WalRecord record, NavigableMap<Long, Integer> into) {
        int content = CrashPayload.contentOf(record);
        long lsn = record.lsn().value();
        if (!into.isEmpty() && into.lastKey() >= lsn) {
            throw new AssertionError("record " + lsn + " is read after " + into.lastKey());
        }
        into.put(lsn, content);
    }

    // ---- work

    private void work(Wal wal) {
        if (random.nextInt(16) == 0) {
            Lsn floor = Lsn.of(wal.lastLsn().value() + random.nextInt(20));
            model.floorRaised(floor.value());
            wal.raiseFloor(floor);
        }
        if (random.nextInt(4) == 0) {
            running.add(threads.submit(() -> follow(wal)));
        }
        boolean company = random.nextInt(4) == 0;
        for (int i = 0; company && i < 2; i++) {
            int records = 1 + random.nextInt(12);
            running.add(threads.submit(() -> appendAlongside(wal, records)));
        }
        HoldCheck hold = new HoldCheck();
        for (int i = random.nextInt(40); i > 0 && !plan.crashed(); i--) {
            try {
                step(wal, hold, company);
            } catch (WalException e) {
                expected(e);
                if (e instanceof WalException.Full && random.nextBoolean()) {
                    goesOnWhenThereIsRoom(wal);
                } else if (random.nextInt(3) > 0) {
                    break;
                }
            }
        }
        hold.verify(wal);
    }

    private void step(Wal wal, HoldCheck hold, boolean company) {
        int what = random.nextInt(20);
        if (what < 13) {
            append(wal, company);
        } else if (what < 15 && !pending.isEmpty()) {
            pending.get(random.nextInt(pending.size())).ticket.await();
        } else if (what < 17) {
            moveCursor(wal, random.nextInt(8) == 0 ? "rare" : "consumer");
        } else if (what == 17) {
            wal.truncate();
        } else if (what == 18) {
            hold.change(wal);
        } else if (random.nextInt(3) == 0) {
            drop(wal, "rare");
        } else {
            readSome(wal);
        }
    }

    private void append(Wal wal, boolean company) {
        int content = content();
        Lsn before = wal.lastLsn();
        try {
            Wal.Ticket ticket = wal.append(1 + content % 100, CrashPayload.of(content));
            model.appended(ticket.lsn().value(), content);
            pending.add(new Pending(ticket, content));
        } catch (WalException.Full e) {
            assertThat(company || wal.lastLsn().equals(before)).as("a refused append takes no LSN").isTrue();
            throw e;
        }
    }

    private synchronized int content() {
        return ++nextContent;
    }

    private void goesOnWhenThereIsRoom(Wal wal) {
        plan.end();
        try {
            append(wal, true);
        } catch (WalException e) {
            assertThat(plan.crashed() || wal.status().failure() != null).as("no append though there is room: " + e).isTrue();
        }
    }

    private void moveCursor(Wal wal, String name) {
        if (!model.mayExist(name)) {
            long end = wal.durableLsn().value();
            long at = random.nextInt(4) == 0 ? end : Math.min(end, model.keptFrom().value() - 1);
            model.creating(name, at);
        }
        Wal.Cursor cursor = wal.cursor(name, model.savedAtLeast(name));
        model.created(name, wal.firstLsn().value());
        long durable = wal.durableLsn().value();
        long to = name.equals("rare") ? durable : durable - random.nextInt(12);
        if (to > cursor.position().value()) {
            model.advancing(name, to);
            cursor.advance(Lsn.of(to));
        }
        if (random.nextBoolean()) {
            cursor.save();
            model.saved(name);
            assertThat(cursor.savedPosition()).isEqualTo(cursor.position());
        }
    }

    private void drop(Wal wal, String name) {
        if (model.mayExist(name)) {
            model.dropping(name);
            wal.dropCursor(name);
            model.dropped(name);
        }
    }

    private void readSome(Wal wal) {
        NavigableMap<Long, Integer> records = new TreeMap<>();
        try (WalReader reader = wal.read(wal.firstLsn())) {
            for (int i = random.nextInt(20); i > 0; i--) {
                WalRecord record = reader.next(Duration.ZERO);
                if (record == null) {
                    break;
                }
                take(record, records);
            }
        } catch (WalException.BelowFloor truncatedMeanwhile) {
            return;
        } finally {
            reads.add(records);
        }
    }

    /** One hold, taken, moved and released; while it lasts, nothing from it on is truncated. */
    private final class HoldCheck {

        private Wal.@Nullable Hold hold;
        private Lsn from = Lsn.NONE;

        void change(Wal wal) {
            Wal.Hold current = hold;
            if (current == null) {
                Lsn first = wal.firstLsn();
                Wal.Hold taken = wal.hold("hold", Lsn.of(first.value() + random.nextInt(30)));
                model.held(taken);
                hold = taken;
                from = Lsn.max(taken.from(), wal.firstLsn());
            } else if (random.nextBoolean()) {
                Lsn to = Lsn.of(current.from().value() + random.nextInt(10));
                from = Lsn.max(from, to);
                model.releasing(current);
                current.move(to);
                model.held(current);
            } else {
                verify(wal);
                model.releasing(current);
                current.close();
                hold = null;
            }
        }

        void verify(Wal wal) {
            if (hold != null) {
                model.noneGone(from.value(), wal.firstLsn().value());
            }
        }
    }

    // ---- other threads

    private void appendAlongside(Wal wal, int records) {
        try {
            for (int i = 0; i < records; i++) {
                int content = content();
                Wal.Ticket ticket = wal.append(1, CrashPayload.of(content));
                model.appended(ticket.lsn().value(), content);
                ticket.await();
                assertThat(wal.durableLsn().value()).isGreaterThanOrEqualTo(ticket.lsn().value());
                model.acknowledged(ticket.lsn().value(), content);
            }
        } catch (WalException e) {
            if (!(e instanceof WalException.Closed)) {
                expected(e);
            }
        }
    }

    /** Reads until the log is closed. */
    private @Nullable NavigableMap<Long, Integer> follow(Wal wal) {
        NavigableMap<Long, Integer> records = new TreeMap<>();
        try (WalReader reader = wal.read(wal.firstLsn())) {
            while (true) {
                WalRecord record = reader.next(LONG);
                if (record != null) {
                    take(record, records);
                }
            }
        } catch (WalException e) {
            if (!(e instanceof WalException.Closed) && !(e instanceof WalException.BelowFloor)) {
                expected(e);
            }
        }
        return records;
    }

    // ---- the end of a cycle

    private void end(Wal wal) {
        int how = random.nextInt(8);
        if (how < 4) {
            plan.crashing();
        }
        if (how < 3) {
            storage.crash();
        } else if (how == 3) {
            storage.kill();
        } else if (how < 6) {
            plan.end();
        }
        boolean inOrder = close(wal, how < 4) && !plan.happened();
        finish();
        model.ended();
        for (Pending each : pending) {
            assertThat(each.ticket.isDone()).as("record %s has an outcome", each.ticket.lsn()).isTrue();
            each.ticket.whenDone(failure -> {
                assertThat(inOrder && failure != null).as("an orderly close fails a record: %s", failure).isFalse();
                if (failure == null) {
                    model.acknowledged(each.ticket.lsn().value(), each.content);
                }
            });
        }
        pending.clear();
        if (inOrder) {
            model.closedInOrder();
        }
        if (how >= 4 && random.nextInt(3) == 0) {
            storage.crash();
        }
    }

    private boolean close(Wal wal, boolean crashed) {
        try {
            wal.close();
            return !crashed;
        } catch (WalException e) {
            if (!crashed) {
                expected(e);
            }
            return false;
        }
    }

    @SuppressWarnings("unchecked")
    private void finish() {
        try {
            for (Future<?> each : running) {
                each.get();
            }
            for (Future<?> each : running) {
                if (each.get() instanceof NavigableMap<?, ?> read) {
                    model.read((NavigableMap<Long, Integer>) read);
                }
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
        running.clear();
        reads.forEach(model::read);
        reads.clear();
    }

    // ---- bit rot

    private void rot() {
        plan.end();
        storage.faults(SimulatedStorage.Faults.NONE);
        new CrashRot(storage, random, this::engine).verify();
    }
}
