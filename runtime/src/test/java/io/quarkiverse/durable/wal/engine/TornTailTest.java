package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/** The end of the log after a crash: what is cut, what is damage, which numbers are given out, how much is read. */
@Timeout(60)
class TornTailTest {

    private static final int OFFSETS = 4096;
    private final Fixture log = new Fixture();

    /** Three records of a batch each, the process is gone; returns where the newest segment's last batch begins. */
    private int threeRecordsAndACrash(int size) {
        Wal wal = log.open();
        Fixture.append(wal, 2, size);
        int used = (int) wal.status().segments().get(0).usedBytes();
        Fixture.append(wal, 1, size);
        log.storage.kill();
        Fixture.closeAfterCrash(wal);
        return used;
    }

    @Test
    void aFlipOfAnyBitOfTheLastBatchCutsItAndSaysSo() {
        int start = threeRecordsAndACrash(1000);
        SimulatedStorage before = log.storage.copy(1);
        int cut = 0;
        for (int at = start; at < start + 1048; at++) {
            SimulatedStorage disk = before.copy(1);
            disk.flipBit(Fixture.segment(1), at * 8L + at % 8);
            List<String> told = new ArrayList<>();
            try (Wal wal = open(disk, told)) {
                assertThat(Fixture.lsns(wal)).as("byte %s", at).containsExactly(1L, 2L);
                assertThat(wal.append(1, ByteBuffer.allocate(1)).lsn()).isEqualTo(Lsn.of(3));
            }
            assertThat(told).as("byte %s", at).isSubsetOf(Fixture.segment(1) + " behind 2");
            cut += told.size();
        }
        // a batch whose sequence or place is another is none, so its bytes are not told of
        assertThat(cut).isEqualTo(1048 - 8 - 4);
    }

    private static Wal open(SimulatedStorage disk, List<String> told) {
        return WalEngine.open(Fixture.OPTIONS, new WalListener() {
            @Override
            public void tornTailCut(Path file, long offset, Lsn lastKept) {
                told.add(file.getFileName() + " behind " + lastKept);
            }
        }, new WalEngine.Environment(disk.untilCrash(), () -> 1, io.quarkiverse.durable.wal.crypto.SegmentCipher.none()));
    }

    @Test
    void aFileCutAtAnyOfItsLastOffsetsHoldsAPrefixAndWhatWasCutDoesNotComeBack() {
        int start = threeRecordsAndACrash(3000);
        SimulatedStorage before = log.storage.copy(1);
        byte[] whole = before.bytes(Fixture.segment(1));
        for (int end = start; end <= start + OFFSETS; end++) {
            SimulatedStorage disk = before.copy(1);
            disk.replace(Fixture.segment(1), Arrays.copyOf(whole, end));
            boolean complete = end == start + OFFSETS;
            boolean further = complete || end % 61 == 0;
            try (Wal wal = open(disk, new ArrayList<>())) {
                assertThat(Fixture.lsns(wal)).as("cut at %s", end).hasSize(complete ? 3 : 2).startsWith(1L, 2L);
                assertThat(wal.lastLsn()).isEqualTo(Lsn.of(complete ? 3 : 2));
                if (further) {
                    wal.append(9, ByteBuffer.allocate(1)).await();
                }
            }
            if (further) {
                try (Wal wal = open(disk, new ArrayList<>())) {
                    List<WalRecord> records = Fixture.records(wal);
                    assertThat(records).as("cut at %s", end).hasSize(complete ? 4 : 3);
                    assertThat(records.get(records.size() - 1).type()).isEqualTo(9);
                }
            }
        }
    }

    @Test
    void whatAnEarlierUseLeftBehindTheEndOfARecycledSegmentIsNotRead() {
        try (Wal wal = log.open()) {
            Wal.Cursor consumer = wal.cursor("consumer", Lsn.NONE);
            Fixture.append(wal, 60, 3000);
            consumer.advance(wal.lastLsn());
            consumer.save();
            wal.truncate();
        }
        List<Boolean> recycled = new ArrayList<>();
        Wal wal = log.open(Fixture.OPTIONS, new WalListener() {
            @Override
            public void segmentOpened(Path file, Lsn first, boolean again) {
                recycled.add(again);
            }
        });
        do {
            Fixture.append(wal, 1, 3000);
        } while (!recycled.get(recycled.size() - 1));
        Lsn last = wal.lastLsn();
        log.storage.crash();
        Fixture.closeAfterCrash(wal);
        try (Wal again = log.open()) {
            assertThat(Fixture.lsns(again)).endsWith(last.value() - 1, last.value());
            assertThat(again.lastLsn()).isEqualTo(last);
        }
    }

    @Test
    void aCrashAtAnyCallOfARollOverNeverLeadsToANumberTwice() {
        for (int call = 0; call < 40; call++) {
            for (long seed = 0; seed < 5; seed++) {
                SimulatedStorage disk = new SimulatedStorage(seed);
                AtomicInteger countdown = new AtomicInteger(call);
                Wal wal = open(disk, new ArrayList<>());
                Fixture.append(wal, 5, 8000);
                disk.faults((name, file) -> {
                    if (countdown.getAndDecrement() == 0) {
                        disk.crash();
                        return new IOException("the machine crashed");
                    }
                    return null;
                });
                assertThatThrownBy(() -> Fixture.append(wal, 50, 8000)).isInstanceOf(WalException.class);
                Lsn acknowledged = wal.durableLsn();
                Fixture.closeAfterCrash(wal);
                try (Wal again = open(disk, new ArrayList<>())) {
                    Lsn last = again.lastLsn();
                    assertThat(last).as("call %s, seed %s", call, seed).isGreaterThanOrEqualTo(acknowledged);
                    assertThat(Fixture.lsns(again)).hasSize((int) last.value()).endsWith(last.value());
                    assertThat(again.append(1, ByteBuffer.allocate(1)).lsn()).isEqualTo(last.next());
                }
            }
        }
    }

    @Test
    void aCrashBehindARaisedFloorBeforeTheFirstRecordLeavesALogThatIsReadToItsEnd() {
        log.write(2, 100);
        for (int opening = 0; opening < 2; opening++) {
            Wal wal = log.open(Fixture.OPTIONS, new WalListener() {
                @Override
                public void segmentOpened(Path file, Lsn first, boolean recycled) {
                    log.storage.crash();
                }
            });
            wal.raiseFloor(Lsn.of(10));
            assertThatThrownBy(() -> Fixture.append(wal, 1, 100)).isInstanceOf(WalException.Poisoned.class);
            Fixture.closeAfterCrash(wal);
        }
        try (Wal wal = log.open()) {
            assertThat(wal.lastLsn().value()).isLessThanOrEqualTo(11);
            wal.raiseFloor(Lsn.of(10));
            Fixture.append(wal, 1, 100);
        }
        try (Wal wal = log.open()) {
            assertThat(Fixture.lsns(wal)).startsWith(1L, 2L).last().satisfies(lsn -> assertThat(lsn).isBetween(11L, 12L));
        }
    }

    @Test
    void aSpareFileWithATornHeaderIsNoSegmentAndASegmentWithOneIsDamage() {
        log.write(2, 100);
        byte[] header = Arrays.copyOf(log.storage.bytes(Fixture.segment(1)), Fixture.SEGMENT_BYTES);
        Arrays.fill(header, 512, 4096, (byte) 0);
        log.storage.replace("spare-00000000000000000007.seg", header);
        try (Wal wal = log.open()) {
            Fixture.append(wal, 1, 100);
            assertThat(Fixture.lsns(wal)).containsExactly(1L, 2L, 3L);
        }
        log.storage.replace(Fixture.segment(4), header);
        assertThatThrownBy(log::open).isInstanceOf(WalException.Corrupt.class).hasMessageContaining(Fixture.segment(4));
    }

    @Test
    void aRecordOfAnUnknownOptionalTypeAtTheEndKeepsItsNumber() {
        Wal wal = log.open();
        Fixture.append(wal, 2, 10);
        wal.append(0x7ABC, ByteBuffer.allocate(10)).await();
        log.storage.crash();
        Fixture.closeAfterCrash(wal);
        try (Wal again = log.open()) {
            assertThat(again.append(1, ByteBuffer.allocate(1)).lsn()).isEqualTo(Lsn.of(4));
        }
    }

    /** Not the time, which is the machine's, but the work: calls and bytes. */
    @Test
    void openingReadsTheHeadersOfOldSegmentsAndTheNewestOnceHoweverLongTheLogIs() {
        Map<Integer, Integer> calls = new TreeMap<>();
        for (int segments : new int[] { 3, 6, 12 }) {
            Fixture fixture = new Fixture();
            Wal wal = fixture.open();
            while (wal.status().segments().size() < segments) {
                Fixture.append(wal, 1, 8000);
            }
            fixture.storage.crash();
            Fixture.closeAfterCrash(wal);
            Map<String, Integer> reads = new TreeMap<>();
            fixture.storage.faults((call, name) -> {
                if (call.equals("read")) {
                    reads.merge(name, 1, Integer::sum);
                }
                return null;
            });
            fixture.open().close();
            String newest = fixture.storage.sizes().keySet().stream().filter(n -> n.startsWith("wal-")).max(String::compareTo)
                    .orElseThrow();
            calls.put(segments, reads.values().stream().mapToInt(Integer::intValue).sum());
            assertThat(reads.get(newest)).isLessThanOrEqualTo(10);
            reads.remove(newest);
            reads.keySet().removeIf(name -> !name.startsWith("wal-"));
            assertThat(reads).hasSize(segments - 1).allSatisfy((name, count) -> assertThat(count).as(name).isEqualTo(1));
        }
        assertThat(calls.get(12) - calls.get(6)).as("reads for 6 segments more").isEqualTo(6);
    }
}
