package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/** Named faults, one at a time. */
class FaultTest {

    private static final WalOptions OPTIONS = WalOptions.defaults(Path.of("simulated")).withSegmentSize(64 << 10);
    private final SimulatedStorage storage = new SimulatedStorage(1);

    private Wal open(WalOptions options) {
        return WalEngine.open(options, WalListener.NONE, new WalEngine.Environment(storage, () -> 1, SegmentCipher.none()));
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size);
    }

    private static List<Long> lsns(Wal wal) {
        List<Long> lsns = new ArrayList<>();
        try (WalReader reader = wal.read(wal.firstLsn())) {
            for (WalRecord r = reader.next(Duration.ZERO); r != null; r = reader.next(Duration.ZERO)) {
                lsns.add(r.lsn().value());
            }
        }
        return lsns;
    }

    private void write(int records, int size) {
        try (Wal wal = open(OPTIONS)) {
            for (int i = 0; i < records; i++) {
                wal.append(1, bytes(size)).await();
            }
        }
    }

    private String segment(long first) {
        return "wal-" + String.format(java.util.Locale.ROOT, "%020d", first) + ".seg";
    }

    /** What was not synced may be gone from the cache then, so that a reader finds something else. */
    @Test
    void aReaderBehindAFailedSyncOfARelaxedLogSaysWhatFailedAndNotThatTheLogIsCorrupt() throws Exception {
        WalOptions relaxed = OPTIONS.withDirectIo(false).withSyncMode(WalOptions.SyncMode.INTERVAL);
        int told = 0;
        for (int seed = 1; seed <= 60; seed++) {
            SimulatedStorage disk = new SimulatedStorage(seed);
            CountDownLatch poisoned = new CountDownLatch(1);
            WalListener listener = new WalListener() {
                @Override
                public void poisoned(WalException cause) {
                    poisoned.countDown();
                }
            };
            try (Wal wal = WalEngine.open(relaxed, listener,
                    new WalEngine.Environment(disk, () -> 1, SegmentCipher.none()))) {
                wal.append(1, bytes(100)).await();
                // the name under which it was opened
                disk.faults((call, name) -> call.equals("force") && name.matches("(wal|spare)-[0-9]+[.]seg.*")
                        ? SimulatedStorage.eio()
                        : null);
                wal.append(1, bytes(9_000)).await();
                WalException said = null;
                while (said == null && poisoned.getCount() > 0) {
                    said = readToTheEnd(wal);
                }
                said = said == null ? readToTheEnd(wal) : said;
                if (said != null) {
                    assertThat(said).as("seed %s", seed).isInstanceOf(WalException.Poisoned.class);
                    told++;
                }
            }
        }
        assertThat(told).isPositive();
    }

    @Test
    void aReaderThatFindsWhatAFailingSyncDidWaitsUntilTheFailureIsKnown() throws Exception {
        WalOptions relaxed = OPTIONS.withDirectIo(false).withSyncMode(WalOptions.SyncMode.INTERVAL);
        int told = 0;
        for (int seed = 1; seed <= 20; seed++) {
            SimulatedStorage disk = new SimulatedStorage(seed);
            CountDownLatch failing = new CountDownLatch(1);
            List<WalException> said = new CopyOnWriteArrayList<>();
            try (Wal wal = WalEngine.open(relaxed, WalListener.NONE,
                    new WalEngine.Environment(disk, () -> 1, SegmentCipher.none()))) {
                wal.append(1, bytes(100)).await();
                Thread reader = new Thread(() -> {
                    awaitQuietly(failing);
                    Optional.ofNullable(readToTheEnd(wal)).ifPresent(said::add);
                });
                reader.start();
                disk.faults(new SimulatedStorage.Faults() {
                    @Override
                    public @Nullable IOException before(String call, String name) {
                        return call.equals("force") && name.matches("(wal|spare)-[0-9]+[.]seg.*") ? SimulatedStorage.eio()
                                : null;
                    }

                    @Override
                    public void failing(String name) {
                        failing.countDown();
                        while (reader.isAlive() && reader.getState() != Thread.State.TIMED_WAITING) {
                            Thread.onSpinWait();
                        }
                    }
                });
                appendUnlessItFailed(wal);
                reader.join();
            }
            assertThat(said).as("seed %s", seed).allMatch(WalException.Poisoned.class::isInstance);
            told += said.size();
        }
        assertThat(told).isPositive();
    }

    private static void appendUnlessItFailed(Wal wal) {
        try {
            wal.append(1, bytes(9_000)).await();
        } catch (WalException.Poisoned e) {
            // the sync of the record before it came first
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable WalException readToTheEnd(Wal wal) {
        try {
            lsns(wal);
            return null;
        } catch (WalException e) {
            return e;
        }
    }

    @Test
    void aFailedSyncPoisonsUntilReopened() {
        WalOptions buffered = OPTIONS.withDirectIo(false);
        try (Wal wal = open(buffered)) {
            wal.append(1, bytes(100)).await();
            boolean[] failed = { false };
            storage.faults((call, name) -> {
                boolean now = call.equals("force") && name.startsWith("wal") && !failed[0]
                        || call.equals("force") && name.startsWith("spare") && !name.endsWith(".tmp") && !failed[0];
                failed[0] |= now;
                return now ? SimulatedStorage.eio() : null;
            });
            Wal.Ticket ticket = wal.append(1, bytes(100));
            assertThatThrownBy(ticket::await).isInstanceOf(WalException.Poisoned.class);
            assertThatThrownBy(() -> wal.append(1, bytes(100))).isInstanceOf(WalException.Poisoned.class);
            assertThat(wal.status().failure()).contains("Input/output");
        }
        storage.crash();
        try (Wal wal = open(buffered)) {
            assertThat(lsns(wal)).startsWith(1L).hasSizeLessThanOrEqualTo(2);
            assertThat(wal.append(1, bytes(1)).lsn().value()).isGreaterThan(1);
        }
    }

    @Test
    void noRoomForASegmentTakesNoNumberAndTheLogGoesOnLater() {
        try (Wal wal = open(OPTIONS)) {
            storage.faults((call, name) -> call.equals("write") && name.startsWith("spare") && name.endsWith(".tmp")
                    ? SimulatedStorage.enospc()
                    : null);
            assertThatThrownBy(() -> wal.append(1, bytes(10))).isInstanceOf(WalException.Full.class);
            assertThat(wal.lastLsn()).isEqualTo(Lsn.NONE);
            storage.faults((call, name) -> null);
            Wal.Ticket ticket = wal.append(1, bytes(10));
            ticket.await();
            assertThat(ticket.lsn()).isEqualTo(Lsn.of(1));
        }
    }

    @Test
    void theBudgetIsFullUntilAConsumerAdvances() {
        try (Wal wal = open(OPTIONS.withDiskBudget(3 * (64L << 10)))) {
            Wal.Cursor consumer = wal.cursor("consumer", Lsn.NONE);
            assertThatThrownBy(() -> {
                for (int i = 0; i < 1000; i++) {
                    wal.append(1, bytes(8000)).await();
                }
            }).isInstanceOf(WalException.Full.class);
            assertThat(wal.status().holds()).containsExactly(java.util.Map.entry("consumer", Lsn.of(1)));
            Lsn last = wal.lastLsn();
            consumer.advance(last);
            consumer.save();
            wal.truncate();
            Wal.Ticket ticket = wal.append(1, bytes(8000));
            ticket.await();
            assertThat(ticket.lsn()).isEqualTo(last.next());
            assertThatThrownBy(() -> wal.read(Lsn.of(1))).isInstanceOf(WalException.BelowFloor.class)
                    .hasMessageContaining("1").hasMessageContaining(wal.firstLsn().toString());
        }
    }

    @Test
    void aFlippedByteInTheHeaderOrBeforeTheLastBatchIsCorruption() {
        write(3, 5000);
        byte[] whole = storage.bytes(segment(1));
        byte[] identity = storage.bytes("identity");
        for (int at = 4096; at < 4096 + 5048; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 4;
            storage.replace(segment(1), damaged);
            assertThatThrownBy(() -> open(OPTIONS).close()).as("byte %s", at).isInstanceOf(WalException.Corrupt.class);
        }
        for (int at = 0; at < 4096; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 4;
            storage.replace(segment(1), damaged);
            assertThatThrownBy(() -> open(OPTIONS).close()).as("byte %s", at).isInstanceOf(WalException.Corrupt.class);
        }
        assertThat(storage.bytes("identity")).isEqualTo(identity);
        storage.replace(segment(1), whole);
        try (Wal wal = open(OPTIONS)) {
            assertThat(lsns(wal)).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void aLogCutAtAnyBlockBeforeAnOrderlyCloseIsCutToAPrefix() {
        Wal wal = open(OPTIONS);
        for (int i = 0; i < 3; i++) {
            wal.append(1, bytes(5000)).await();
        }
        byte[] whole = storage.bytes(segment(1));
        byte[] identity = storage.bytes("identity");
        storage.crash();
        for (int end = 4096 + 2 * 8192; end < 4096 + 3 * 8192; end += 61) {
            storage.replace(segment(1), java.util.Arrays.copyOf(whole, end));
            storage.replace("identity", identity);
            Wal again = open(OPTIONS);
            assertThat(lsns(again)).as("cut at %s", end).containsExactly(1L, 2L);
            assertThat(again.append(1, bytes(1)).lsn()).isEqualTo(Lsn.of(3));
            again.close();
            storage.remove(segment(3));
        }
    }

    @Test
    void aMissingMiddleSegmentAndMissingCursorsAreErrors() {
        write(30, 8000);
        List<String> segments = storage.sizes().keySet().stream().filter(n -> n.startsWith("wal-")).sorted().toList();
        assertThat(segments).hasSizeGreaterThan(3);
        byte[] cursors = storage.bytes("cursors");
        storage.remove("cursors");
        assertThatThrownBy(() -> open(OPTIONS)).isInstanceOf(WalException.Corrupt.class).hasMessageContaining("cursors");
        storage.replace("cursors", cursors);
        byte[] middle = storage.bytes(segments.get(1));
        storage.remove(segments.get(1));
        assertThatThrownBy(() -> open(OPTIONS)).isInstanceOf(WalException.Corrupt.class);
        storage.remove(segments.get(0));
        try (Wal wal = open(OPTIONS)) {
            assertThat(wal.firstLsn().value()).isGreaterThan(2);
            assertThat(lsns(wal)).endsWith(30L);
        }
        assertThat(middle).isNotEmpty();
    }

    @Test
    void aRaisedFloorIsAJumpThatReadersPass() {
        write(2, 10);
        try (Wal wal = open(OPTIONS)) {
            wal.raiseFloor(Lsn.of(100));
            wal.append(1, bytes(10)).await();
            assertThat(lsns(wal)).containsExactly(1L, 2L, 101L);
        }
        try (Wal wal = open(OPTIONS)) {
            assertThat(lsns(wal)).containsExactly(1L, 2L, 101L);
        }
    }

    @Test
    void aTooLargeRecordTakesNoNumber() {
        try (Wal wal = open(OPTIONS)) {
            assertThatThrownBy(() -> wal.append(1, bytes(OPTIONS.recordBytesMax() + 1)))
                    .isInstanceOf(WalException.TooLarge.class);
            Wal.Ticket ticket = wal.append(1, bytes(OPTIONS.recordBytesMax()));
            ticket.await();
            assertThat(ticket.lsn()).isEqualTo(Lsn.of(1));
            assertThat(lsns(wal)).containsExactly(1L);
        }
    }

    @Test
    void aReaderKeepsWhatItHasNotReadFromTruncation() {
        try (Wal wal = open(OPTIONS); WalReader reader = wal.read(Lsn.of(1))) {
            Wal.Cursor consumer = wal.cursor("consumer", Lsn.NONE);
            for (int i = 0; i < 30; i++) {
                wal.append(1, bytes(8000)).await();
            }
            consumer.advance(Lsn.of(30));
            consumer.save();
            wal.truncate();
            for (long lsn = 1; lsn <= 30; lsn++) {
                WalRecord record = reader.next(Duration.ZERO);
                assertThat(record).isNotNull();
                assertThat(record.lsn().value()).isEqualTo(lsn);
            }
        }
    }
}
