package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/** Positions of consumers when the disk does not do as it should. */
@Timeout(60)
class CursorFaultTest {

    private static final WalOptions SELDOM = saving(Duration.ofDays(1));
    private final Fixture log = new Fixture();

    private static WalOptions saving(Duration interval) {
        WalOptions o = Fixture.OPTIONS;
        return new WalOptions(o.directory(), o.segmentSizeBytes(), 0, o.recordBytesMax(), o.syncMode(), o.syncInterval(), true,
                interval, o.closeTimeout(), o.waiting(), 0);
    }

    private Map<String, String> contents() {
        Map<String, String> contents = new TreeMap<>();
        log.storage.sizes().keySet()
                .forEach(name -> contents.put(name, java.util.Arrays.toString(log.storage.bytes(name))));
        return contents;
    }

    @Test
    void aCursorFileThatDoesNotReadRefusesTheStartAndNothingIsTouched() {
        try (Wal wal = log.open()) {
            wal.cursor("consumer", Lsn.NONE).advance(Lsn.of(3));
            Fixture.append(wal, 20, 8000);
        }
        byte[] good = log.storage.bytes("cursors");
        int copyBytes = good.length / 2;
        for (int at = 0; at <= good[12]; at++) {
            byte[] bad = at == good[12] ? new byte[0] : good.clone();
            if (bad.length > 0) {
                bad[at] ^= 1;
                bad[copyBytes + at] ^= 1;
            }
            log.storage.replace("cursors", bad);
            Map<String, String> before = contents();
            assertThatThrownBy(log::open).as("byte %s", at).isInstanceOf(WalException.Corrupt.class)
                    .hasMessageContaining("cursors");
            if (at % 16 == 0) {
                assertThat(contents()).isEqualTo(before);
            }
        }
        log.storage.replace("cursors", good);
        try (Wal wal = log.open()) {
            assertThat(wal.cursors()).singleElement()
                    .satisfies(cursor -> assertThat(cursor.savedPosition()).isEqualTo(Lsn.of(3)));
            assertThat(wal.firstLsn()).isEqualTo(Lsn.of(1));
        }
    }

    @Test
    void aSaveThatFailsIsToldAndLeavesTheSavedPositionAndALaterOneSucceeds() {
        for (String call : List.of("open", "write", "force")) {
            Wal wal = log.open(SELDOM, WalListener.NONE);
            Wal.Cursor cursor = wal.cursor(call, Lsn.NONE);
            cursor.advance(Lsn.of(7));
            log.storage.faults((c, name) -> c.equals(call) ? SimulatedStorage.eio() : null);
            assertThatThrownBy(cursor::save).as(call).isInstanceOf(WalException.Inaccessible.class);
            assertThat(cursor.savedPosition()).as(call).isEqualTo(Lsn.NONE);
            log.storage.faults((c, name) -> null);
            cursor.save();
            assertThat(cursor.savedPosition()).as(call).isEqualTo(Lsn.of(7));
            log.storage.crash();
            Fixture.closeAfterCrash(wal);
            try (Wal again = log.open(SELDOM, WalListener.NONE)) {
                assertThat(again.cursor(call, Lsn.NONE).savedPosition()).as(call).isEqualTo(Lsn.of(7));
            }
        }
    }

    @Test
    void aDamagedCopyRepeatsAtMostOneSaveAndForgetsNobody() {
        for (int copy = 0; copy < 2; copy++) {
            try (Wal wal = log.open(SELDOM, WalListener.NONE)) {
                wal.cursor("left", Lsn.NONE);
                Wal.Cursor cursor = wal.cursor("consumer", Lsn.NONE);
                wal.cursor("late", Lsn.of(2));
                wal.dropCursor("left");
                Fixture.append(wal, 30, 8000);
                cursor.advance(Lsn.of(wal.lastLsn().value() - 5));
                cursor.save();
                cursor.advance(wal.lastLsn());
                wal.cursor("late", Lsn.NONE).advance(wal.lastLsn());
                cursor.save();
                wal.truncate();
                assertThat(wal.firstLsn().value()).isGreaterThan(wal.lastLsn().value() - 10);
            }
            log.storage.flipBit("cursors", 8L * copy * log.storage.bytes("cursors").length / 2);
            try (Wal wal = log.open(SELDOM, WalListener.NONE)) {
                assertThat(wal.cursors()).extracting(Wal.Cursor::name).containsExactly("consumer", "late");
                for (Wal.Cursor cursor : wal.cursors()) {
                    assertThat(cursor.position().value()).isBetween(wal.firstLsn().value() - 1, wal.lastLsn().value());
                    wal.read(cursor.position().next()).close();
                }
                wal.dropCursor("late");
            }
        }
    }

    @Test
    void noDamagedCopyBringsBackAnOlderSetOfConsumers() {
        for (int copy = 0; copy < 2; copy++) {
            try (Wal wal = log.open(SELDOM, WalListener.NONE)) {
                wal.cursor("first", Lsn.NONE);
                wal.cursor("second", Lsn.NONE);
                wal.dropCursor("first");
            }
            log.storage.flipBit("cursors", 8L * copy * log.storage.bytes("cursors").length / 2);
            try (Wal wal = log.open(SELDOM, WalListener.NONE)) {
                assertThat(wal.cursors()).extracting(Wal.Cursor::name).containsExactly("second");
                wal.cursor("third", Lsn.NONE);
            }
            log.storage.flipBit("cursors", 8L * copy * log.storage.bytes("cursors").length / 2);
            try (Wal wal = log.open(SELDOM, WalListener.NONE)) {
                assertThat(wal.cursors()).extracting(Wal.Cursor::name).containsExactly("second", "third");
                wal.dropCursor("third");
            }
        }
    }

    @Test
    void aCursorThatCouldNotBeCreatedIsNotThereLaterAndLacksItsRecords() {
        for (String next : List.of("truncate", "drop", "close")) {
            for (int failing = 1; failing <= 2; failing++) {
                Wal wal = log.open(SELDOM, WalListener.NONE);
                Wal.Cursor kept = wal.cursor("kept", Lsn.NONE);
                Fixture.append(wal, 30, 8000);
                kept.advance(wal.lastLsn());
                kept.save();
                AtomicInteger left = new AtomicInteger(failing);
                log.storage.faults((call, name) -> call.equals("write") && name.equals("cursors") && left.decrementAndGet() == 0
                        ? SimulatedStorage.eio()
                        : null);
                assertThatThrownBy(() -> wal.cursor("failed", wal.firstLsn())).isInstanceOf(WalException.Inaccessible.class);
                log.storage.faults(SimulatedStorage.Faults.NONE);
                switch (next) {
                    case "truncate" -> wal.truncate();
                    case "drop" -> wal.dropCursor("failed");
                    default -> wal.close();
                }
                log.storage.crash();
                Fixture.closeAfterCrash(wal);
                try (Wal again = log.open(SELDOM, WalListener.NONE)) {
                    assertThat(again.cursors()).as("%s, write %s failed", next, failing).extracting(Wal.Cursor::name)
                            .containsExactly("kept");
                }
            }
        }
    }

    @Test
    void aCursorThatCouldNotBeDroppedIsDurableAgainForWhoeverAsksForIt() {
        for (int failing = 1; failing <= 2; failing++) {
            String name = "dropped at write " + failing;
            Wal wal = log.open(SELDOM, WalListener.NONE);
            wal.cursor(name, Lsn.NONE);
            AtomicInteger left = new AtomicInteger(failing);
            log.storage.faults((call, file) -> call.equals("write") && file.equals("cursors") && left.decrementAndGet() <= 0
                    ? SimulatedStorage.eio()
                    : null);
            assertThatThrownBy(() -> wal.dropCursor(name)).isInstanceOf(WalException.Inaccessible.class);
            assertThatThrownBy(() -> wal.cursor(name, Lsn.NONE)).as("the disk may have forgotten it")
                    .isInstanceOf(WalException.Inaccessible.class);
            log.storage.faults(SimulatedStorage.Faults.NONE);
            wal.cursor(name, Lsn.NONE);
            log.storage.crash();
            Fixture.closeAfterCrash(wal);
            try (Wal again = log.open(SELDOM, WalListener.NONE)) {
                assertThat(again.cursors()).extracting(Wal.Cursor::name).contains(name);
            }
        }
    }

    @Test
    void aSaveAfterTheCloseDoesNotReplaceWhatTheNextOpeningSaved() {
        Wal first = log.open(SELDOM, WalListener.NONE);
        Wal.Cursor stale = first.cursor("consumer", Lsn.NONE);
        first.close();
        try (Wal second = log.open(SELDOM, WalListener.NONE)) {
            Wal.Cursor cursor = second.cursor("consumer", Lsn.NONE);
            second.cursor("another", Lsn.NONE);
            cursor.advance(Lsn.of(9));
            cursor.save();
            stale.advance(Lsn.of(5));
            assertThatThrownBy(stale::save).isInstanceOf(WalException.Closed.class);
        }
        try (Wal third = log.open()) {
            assertThat(third.cursors()).hasSize(2);
            assertThat(third.cursor("consumer", Lsn.NONE).savedPosition()).isEqualTo(Lsn.of(9));
        }
    }

    @Test
    void aCursorThatIsBeingDroppedKeepsItsRecordsUntilTheDiskHasForgottenIt() throws Exception {
        try (Wal wal = log.open(SELDOM, WalListener.NONE)) {
            wal.cursor("slow", Lsn.NONE);
            Fixture.append(wal, 30, 8000);
            Wal.Cursor quick = wal.cursor("quick", Lsn.NONE);
            quick.advance(wal.lastLsn());
            quick.save();
            Thread[] truncation = new Thread[1];
            log.storage.faults((call, name) -> {
                if (call.equals("write") && name.equals("cursors") && truncation[0] == null) {
                    truncation[0] = new Thread(wal::truncate);
                    truncation[0].start();
                    // it is stopped by a lock that this thread holds: the storage's, or the one of the cursors
                    while (truncation[0].getState() != Thread.State.BLOCKED) {
                        Thread.onSpinWait();
                    }
                    return SimulatedStorage.eio();
                }
                return null;
            });
            assertThatThrownBy(() -> wal.dropCursor("slow")).isInstanceOf(WalException.Inaccessible.class);
            truncation[0].join();
            assertThat(Fixture.lsns(wal)).startsWith(1L).hasSize(30);
        }
    }

    @Test
    void aSaveOrTruncationThatFailsInTheBackgroundIsToldOnceAndShownUntilItWorksAgain() throws Exception {
        BlockingQueue<WalException> told = new LinkedBlockingQueue<>();
        CountDownLatch saved = new CountDownLatch(1);
        WalListener listener = new WalListener() {
            @Override
            public void upkeepFailed(WalException cause) {
                told.add(cause);
            }

            @Override
            public void truncated(Lsn firstKept) {
                saved.countDown();
            }
        };
        CountDownLatch attempts = new CountDownLatch(5);
        try (Wal wal = log.open(saving(Duration.ofMillis(1)), listener)) {
            Wal.Cursor cursor = wal.cursor("consumer", Lsn.NONE);
            Fixture.append(wal, 10, 8000);
            log.storage.faults((call, name) -> {
                if (call.equals("write") && name.equals("cursors")) {
                    attempts.countDown();
                    return SimulatedStorage.eio();
                }
                return null;
            });
            cursor.advance(wal.lastLsn());
            attempts.await();
            assertThat(told.take()).hasMessageContaining("cursors").hasMessageContaining("Input/output");
            assertThat(wal.status().failure()).contains("Input/output");
            assertThat(told).isEmpty();
            log.storage.faults(
                    (call, name) -> call.equals("rename") && name.startsWith("spare") ? SimulatedStorage.enospc() : null);
            assertThat(told.take()).hasMessageContaining("No space");
            log.storage.faults((call, name) -> null);
            saved.await();
            Fixture.append(wal, 1, 10);
            assertThat(told).isEmpty();
        }
    }
}
