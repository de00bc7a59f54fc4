package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/** A directory that does not sync is an error wherever it happens. */
@Timeout(60)
class DirectorySyncTest {

    private final Fixture log = new Fixture();

    private void fail(boolean failing) {
        log.storage.faults((call, name) -> failing && call.equals("syncDirectory") ? SimulatedStorage.eio() : null);
    }

    @Test
    void atTheCreationOfALogAndAtItsNextOpening() {
        for (int opening = 0; opening < 2; opening++) {
            fail(true);
            assertThatThrownBy(log::open).isInstanceOf(WalException.Inaccessible.class);
            fail(false);
            log.write(1, 10);
        }
        try (Wal wal = log.open()) {
            assertThat(Fixture.lsns(wal)).containsExactly(1L, 2L);
        }
    }

    @Test
    void whenASegmentIsPutIntoUseTheRecordIsNotAcknowledged() {
        for (int segment = 0; segment < 2; segment++) {
            Wal wal = log.open();
            int before = Fixture.lsns(wal).size();
            Fixture.append(wal, 7 * segment, 8000);
            fail(true);
            assertThatThrownBy(() -> Fixture.append(wal, 7, 8000)).isInstanceOf(WalException.Poisoned.class)
                    .hasMessageContaining("Input/output");
            long acknowledged = wal.durableLsn().value();
            assertThat(acknowledged).isGreaterThanOrEqualTo(before);
            log.storage.crash();
            Fixture.closeAfterCrash(wal);
            try (Wal again = log.open()) {
                assertThat(Fixture.lsns(again)).hasSizeGreaterThanOrEqualTo((int) acknowledged)
                        .hasSize((int) again.lastLsn().value());
            }
        }
    }

    @Test
    void whenASegmentIsReleasedAndTheNextTruncationGoesOnWhereItStopped() {
        WalOptions o = Fixture.OPTIONS;
        WalOptions quiet = new WalOptions(o.directory(), o.segmentSizeBytes(), 0, o.recordBytesMax(), o.syncMode(),
                o.syncInterval(), true, Duration.ofDays(1), o.closeTimeout(), o.waiting(), 0);
        Wal wal = log.open(quiet, WalListener.NONE);
        Wal.Cursor consumer = wal.cursor("consumer", Lsn.NONE);
        Fixture.append(wal, 40, 8000);
        consumer.advance(Lsn.of(30));
        consumer.save();
        fail(true);
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(wal::truncate).isInstanceOf(WalException.Inaccessible.class);
        }
        assertThatThrownBy(() -> wal.read(Lsn.of(1))).isInstanceOf(WalException.BelowFloor.class);
        fail(false);
        wal.truncate();
        long kept = wal.firstLsn().value();
        assertThat(kept).isBetween(20L, 31L);
        assertThat(log.storage.sizes().keySet()).doesNotContain(Fixture.segment(1));
        Fixture.append(wal, 20, 8000);
        assertThat(Fixture.lsns(wal)).startsWith(kept).hasSize((int) (61 - kept));
        log.storage.crash();
        Fixture.closeAfterCrash(wal);
        try (Wal again = log.open()) {
            assertThat(Fixture.lsns(again)).startsWith(kept).endsWith(60L).hasSize((int) (61 - kept));
        }
    }
}
