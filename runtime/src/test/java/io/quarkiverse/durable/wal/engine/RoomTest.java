package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalStatus;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/** Disk and budget: what happens when they are used up, and when there is room again. */
@Timeout(60)
class RoomTest {

    private static final WalOptions OPTIONS = Fixture.OPTIONS;
    private final Fixture log = new Fixture();

    @Test
    void aRefusalThatIsOldDoesNotFailAnAppend() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        try (Wal wal = log.open()) {
            Fixture.append(wal, 1, 8000);
            // half a segment on, the next one is asked for; nobody waits for it yet
            log.storage.faults((call, name) -> {
                if (call.equals("create") && name.startsWith("spare")) {
                    refused.countDown();
                    return SimulatedStorage.enospc();
                }
                return null;
            });
            Fixture.append(wal, 3, 8000);
            refused.await();
            log.storage.faults((call, name) -> null);
            Fixture.append(wal, 20, 8000);
            assertThat(Fixture.lsns(wal)).hasSize((int) wal.lastLsn().value());
        }
    }

    @Test
    void anAppendDuringARollOverUsesTheNewSegmentAndNeedsNoOther() {
        int[] opened = { 0 };
        List<Wal.Ticket> during = new ArrayList<>();
        Wal[] self = new Wal[1];
        try (Wal wal = log.open(OPTIONS, new WalListener() {
            @Override
            public void segmentOpened(Path file, Lsn first, boolean recycled) {
                if (++opened[0] == 2) {
                    log.storage.faults((call, name) -> call.equals("create") && name.startsWith("spare")
                            ? SimulatedStorage.enospc()
                            : null);
                    during.add(self[0].append(1, ByteBuffer.allocate(10)));
                }
            }
        })) {
            self[0] = wal;
            while (during.isEmpty()) {
                Fixture.append(wal, 1, 8000);
            }
            during.get(0).await();
        }
        assertThat(opened[0]).isEqualTo(2);
    }

    @Test
    void theBudgetIsNeverExceededAndAnAppendItselfMakesTheRoomThatConsumersAllow() {
        long budget = 3L * Fixture.SEGMENT_BYTES;
        try (Wal wal = log.open(OPTIONS.withDiskBudget(budget), WalListener.NONE)) {
            Wal.Cursor consumer = wal.cursor("consumer", Lsn.NONE);
            for (int round = 0; round < 3; round++) {
                assertThatThrownBy(() -> Fixture.append(wal, 100, 8000)).isInstanceOf(WalException.Full.class);
                assertThat(wal.status().diskBytes()).isLessThanOrEqualTo(budget);
                consumer.advance(wal.lastLsn());
                Fixture.append(wal, 1, 8000);
                assertThat(consumer.savedPosition()).isEqualTo(consumer.position());
            }
        }
    }

    @Test
    void thoseThatHaveToFollowFindRoomThoughTheBudgetIsUsedUp() {
        int following = 5;
        try (Wal wal = log.open(OPTIONS.withDiskBudget(3L * OPTIONS.segmentSizeBytes()), WalListener.NONE)) {
            wal.cursor("consumer", Lsn.NONE);
            assertThatThrownBy(() -> {
                for (int i = 0; i < 1000; i++) {
                    wal.append(1, ByteBuffer.allocate(100 + i % 5000), following).await();
                }
            }).isInstanceOf(WalException.Full.class);
            for (int i = 0; i < following; i++) {
                wal.append(1, ByteBuffer.allocate(Wal.SMALL_RECORD_BYTES)).await();
            }
            assertThatThrownBy(() -> Fixture.append(wal, 1000, 100)).isInstanceOf(WalException.Full.class);
            assertThat(Fixture.lsns(wal)).hasSize((int) wal.lastLsn().value());
        }
    }

    @Test
    void aRecordThatLeavesRoomForNoneBesideItIsAdmittedAllTheSame() {
        try (Wal wal = log.open()) {
            wal.append(1, ByteBuffer.allocate(OPTIONS.recordBytesMax()), Integer.MAX_VALUE).await();
            wal.append(1, ByteBuffer.allocate(100), Integer.MAX_VALUE).await();
            assertThat(Fixture.lsns(wal)).containsExactly(1L, 2L);
        }
    }

    /** What an earlier process left without an outcome must get one, or nobody could ever release anything. */
    @Test
    void anOpeningHasRoomForOneSegmentThoughTheBudgetIsUsedUp() {
        WalOptions budget = OPTIONS.withDiskBudget(3L * OPTIONS.segmentSizeBytes());
        Wal full = log.open(budget, WalListener.NONE);
        full.cursor("consumer", Lsn.NONE);
        assertThatThrownBy(() -> Fixture.append(full, 1000, 8000)).isInstanceOf(WalException.Full.class);
        log.storage.crash();
        Fixture.closeAfterCrash(full);
        try (Wal wal = log.open(budget, WalListener.NONE)) {
            Fixture.append(wal, 1, 8000);
            assertThatThrownBy(() -> Fixture.append(wal, 1000, 8000)).as("one and no more")
                    .isInstanceOf(WalException.Full.class);
            assertThat(Fixture.lsns(wal)).startsWith(1L);
            wal.cursor("consumer", Lsn.NONE).advance(wal.lastLsn());
            wal.cursor("consumer", Lsn.NONE).save();
            Fixture.append(wal, 20, 8000);
        }
    }

    @Test
    void aFullDiskAtTheStartIsSaidAndLeavesTheLogAsItWas() {
        log.write(3, 100);
        log.storage.faults((call, name) -> call.equals("write") || call.equals("create") ? SimulatedStorage.enospc() : null);
        assertThatThrownBy(log::open).isInstanceOf(WalException.Full.class);
        log.storage.faults((call, name) -> null);
        try (Wal wal = log.open()) {
            assertThat(Fixture.lsns(wal)).containsExactly(1L, 2L, 3L);
            assertThat(wal.epoch()).isEqualTo(2);
        }
    }

    @Test
    void theStatusShowsWhatIsUsedOfTheSegmentThatIsWritten() {
        try (Wal wal = log.open()) {
            Fixture.append(wal, 1, 10);
            assertThat(wal.status().segments()).singleElement().isEqualTo(new WalStatus.Segment(Fixture.segment(1), Lsn.of(1),
                    Lsn.of(1), Fixture.SEGMENT_BYTES, 2 * 4096, true, 0));
            Fixture.append(wal, 2, 5000);
            assertThat(wal.status().segments().get(0).usedBytes()).isEqualTo(2 * 4096 + 2 * 8192);
        }
    }

    @Test
    void aSegmentIsCalledRecycledIfItsFileWasOneBefore() {
        List<Boolean> recycled = new ArrayList<>();
        WalListener listener = new WalListener() {
            @Override
            public void segmentOpened(Path file, Lsn first, boolean again) {
                recycled.add(again);
            }
        };
        try (Wal wal = log.open(OPTIONS, listener)) {
            Fixture.append(wal, 8, 8000);
        }
        assertThat(recycled).containsExactly(false, false);
        try (Wal wal = log.open(OPTIONS, listener)) {
            Wal.Cursor consumer = wal.cursor("consumer", Lsn.NONE);
            Fixture.append(wal, 8, 8000);
            consumer.advance(wal.lastLsn());
            consumer.save();
            wal.truncate();
            Fixture.append(wal, 20, 8000);
        }
        assertThat(recycled).startsWith(false, false, false).contains(true);
    }
}
