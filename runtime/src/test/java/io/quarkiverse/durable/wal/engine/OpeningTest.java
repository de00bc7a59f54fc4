package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalOptions.SyncMode;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;
import io.quarkiverse.durable.wal.testing.StrictListener;

/** Opening a log, and opening it again; direct I/O that is refused; the modes that do not sync each commit. */
@Timeout(60)
class OpeningTest {

    private final Fixture log = new Fixture();

    @Test
    void fiveCrashesLeaveWhatWasAcknowledgedAndOpeningTwiceEqualsOpeningOnce() {
        List<Long> acknowledged = new ArrayList<>();
        for (int cycle = 0; cycle < 5; cycle++) {
            Wal wal = log.open();
            for (int i = 0; i < 7; i++) {
                Wal.Ticket ticket = wal.append(1, ByteBuffer.allocate(3000 * cycle + i));
                ticket.await();
                acknowledged.add(ticket.lsn().value());
            }
            log.storage.crash();
            Fixture.closeAfterCrash(wal);
            Wal idle = log.open();
            log.storage.crash();
            Fixture.closeAfterCrash(idle);
            byte[] newest = log.storage.bytes(Fixture.segment(7L * cycle + 1));
            Wal once = log.open();
            assertThat(Fixture.lsns(once)).isEqualTo(acknowledged);
            assertThat(once.lastLsn()).isEqualTo(Lsn.of(acknowledged.size()));
            assertThat(once.firstLsn()).isEqualTo(Lsn.of(1));
            assertThat(log.storage.bytes(Fixture.segment(7L * cycle + 1))).isEqualTo(newest);
            log.storage.crash();
            Fixture.closeAfterCrash(once);
        }
    }

    @Test
    void refusedDirectIoIsSaidOnceShownAndReplacedByBufferedWrites() {
        List<String> told = new ArrayList<>();
        WalListener listener = new WalListener() {
            @Override
            public void directIoRefused(Path directory, String why) {
                told.add(why);
            }
        };
        log.storage.refuseDirectIo("no such thing here");
        try (Wal wal = log.open(Fixture.OPTIONS, listener)) {
            Fixture.append(wal, 12, 8000);
            assertThat(wal.status().directIo()).isFalse();
            assertThat(told).containsExactly("no such thing here");
            log.storage.crash();
        } catch (WalException theMachineIsGone) {
            // as expected after a crash
        }
        try (Wal wal = log.open(Fixture.OPTIONS, listener)) {
            assertThat(Fixture.lsns(wal)).hasSize(12);
        }
        assertThat(told).hasSize(2);
        assertThat(log.storage.sizes().keySet()).allMatch(name -> name.matches("identity|cursors|(wal|spare)-[0-9]{20}\\.seg"));
    }

    @Test
    void theQuestionForDirectIoLeavesNoFiles(@TempDir Path directory) throws IOException {
        StrictListener listener = new StrictListener();
        WalEngine.open(WalOptions.defaults(directory), listener).close();
        listener.verify();
        try (var files = Files.list(directory)) {
            assertThat(files.map(f -> String.valueOf(f.getFileName()))).containsExactlyInAnyOrder("lock", "identity",
                    "cursors");
        }
    }

    @Test
    void aDirectoryThatCannotBeOneIsAnErrorOfItsOwnAndIsNotLocked(@TempDir Path temporary) throws IOException {
        Path file = Files.createFile(temporary.resolve("log"));
        assertThatThrownBy(() -> WalEngine.open(WalOptions.defaults(file), WalListener.NONE))
                .isInstanceOf(WalException.Inaccessible.class);
        Files.delete(file);
        WalEngine.open(WalOptions.defaults(file), WalListener.NONE).close();
    }

    @Test
    void whatASyncLostIsNotTrustedByAnOpeningThatWritesDirectly() {
        try (Wal wal = log.open(Fixture.OPTIONS.withDirectIo(false), WalListener.NONE)) {
            Fixture.append(wal, 1, 10);
            log.storage
                    .faults((call, name) -> call.equals("force") && name.startsWith("spare") ? SimulatedStorage.eio() : null);
            assertThatThrownBy(() -> Fixture.append(wal, 1, 10)).isInstanceOf(WalException.Poisoned.class);
        }
        log.storage.faults((call, name) -> null);
        List<Long> read;
        try (Wal wal = log.open()) {
            read = Fixture.lsns(wal);
            Fixture.append(wal, 1, 10);
        }
        log.storage.crash();
        try (Wal wal = log.open()) {
            assertThat(Fixture.lsns(wal)).startsWith(read.toArray(Long[]::new));
        }
    }

    @Test
    void intervalModeAcknowledgesAtOnceAndSyncsWithinTheInterval() throws InterruptedException {
        CountDownLatch synced = new CountDownLatch(1);
        CountDownLatch acknowledged = new CountDownLatch(1);
        try (Wal wal = log.open(Fixture.OPTIONS.withSyncMode(SyncMode.INTERVAL), WalListener.NONE)) {
            Fixture.append(wal, 1, 10);
            log.storage.faults((call, name) -> {
                if (call.equals("force") && acknowledged.getCount() == 0) {
                    synced.countDown();
                }
                return null;
            });
            Fixture.append(wal, 1, 10);
            acknowledged.countDown();
            synced.await();
            Fixture.append(wal, 1, 10); // behind the sync, which the writer is doing
            assertThat(wal.status().directIo()).isTrue();
            log.storage.crash();
        } catch (WalException theMachineIsGone) {
            // as expected after a crash
        }
        try (Wal wal = log.open()) {
            assertThat(Fixture.lsns(wal)).startsWith(1L, 2L);
        }
    }

    @Test
    void modeNoneSyncsWhenTheLogIsClosedAndNotBefore() {
        WalOptions none = Fixture.OPTIONS.withSyncMode(SyncMode.NONE);
        List<String> forced = new ArrayList<>();
        try (Wal wal = log.open(none, WalListener.NONE)) {
            Fixture.append(wal, 1, 10);
            log.storage.faults((call, name) -> {
                if (call.equals("force") && name.startsWith("spare") && !name.endsWith(".tmp")) {
                    forced.add(name);
                }
                return null;
            });
            Fixture.append(wal, 3, 10);
            assertThat(forced).isEmpty();
        }
        assertThat(forced).hasSize(1);
        log.storage.crash();
        try (Wal wal = log.open(none, WalListener.NONE)) {
            assertThat(Fixture.lsns(wal)).containsExactly(1L, 2L, 3L, 4L);
            assertThat(wal.lastLsn()).isEqualTo(Lsn.of(4));
        }
    }

    @Test
    void numbersThatMayHaveBeenSeenAreNotGivenOutAgainAlsoIfNothingIsWrittenFirst() {
        Wal crashing = log.open(Fixture.OPTIONS.withSyncMode(SyncMode.NONE), WalListener.NONE);
        Fixture.append(crashing, 1, 10);
        log.storage.crash();
        Fixture.closeAfterCrash(crashing);
        Lsn floor;
        try (Wal wal = log.open()) {
            floor = wal.lastLsn();
            assertThat(floor.value()).isGreaterThan(1000);
        }
        try (Wal wal = log.open()) {
            assertThat(wal.lastLsn()).isEqualTo(floor);
            Fixture.append(wal, 1, 10);
        }
        try (Wal wal = log.open()) {
            assertThat(wal.lastLsn()).isEqualTo(floor.next());
        }
    }
}
