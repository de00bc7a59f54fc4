package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/** Numbers that the user of a log put down with it. */
@Timeout(60)
class NoteTest {

    private static final List<String> STEPS = List.of("create", "write", "force", "rename", "syncDirectory");
    private static final List<Long> OLD = List.of(1L);
    private static final List<Long> NEW = List.of(2L, Long.MAX_VALUE);

    private final Fixture log = new Fixture();

    private static Wal open(SimulatedStorage storage) {
        return WalEngine.open(Fixture.OPTIONS, WalListener.NONE,
                new WalEngine.Environment(storage.untilCrash(), () -> 1, SegmentCipher.none()));
    }

    @Test
    void aNoteOutlivesCrashesTruncationAndOrderlyEnds() {
        Wal wal = log.open();
        assertThat(wal.noted("a")).isEmpty();
        wal.note("a", OLD);
        wal.note("bücher", NEW);
        wal.note("a", NEW);
        assertThat(wal.noted("a")).isEqualTo(NEW);
        log.storage.crash();
        Fixture.closeAfterCrash(wal);
        for (int opening = 0; opening < 3; opening++) {
            try (Wal next = log.open()) {
                Fixture.append(next, 40, 8000);
                Wal.Cursor cursor = next.cursor("consumer", Lsn.NONE);
                cursor.advance(next.lastLsn());
                cursor.save();
                next.truncate();
                assertThat(next.firstLsn().value()).isGreaterThan(1);
                assertThat(next.noted("a")).isEqualTo(NEW);
                assertThat(next.noted("bücher")).isEqualTo(NEW);
                assertThat(next.noted("b")).isEmpty();
            }
        }
    }

    @Test
    void aCrashInTheMiddleLeavesTheOldOrTheNew() {
        boolean[] left = new boolean[2];
        for (String step : STEPS) {
            for (int seed = 0; seed < 20; seed++) {
                SimulatedStorage storage = new SimulatedStorage(seed);
                Wal wal = open(storage);
                Fixture.append(wal, seed % 3, 100);
                wal.note("a", OLD);
                storage.faults((call, name) -> {
                    if (call.equals(step) && (name.startsWith("identity") || step.equals("syncDirectory"))) {
                        storage.crash();
                    }
                    return null;
                });
                assertThatThrownBy(() -> wal.note("a", NEW)).as(step).isInstanceOf(WalException.class);
                Fixture.closeAfterCrash(wal);
                storage.faults(SimulatedStorage.Faults.NONE);
                try (Wal next = open(storage)) {
                    assertThat(next.noted("a")).as("%s, seed %s", step, seed).isIn(OLD, NEW);
                    left[next.noted("a").equals(OLD) ? 0 : 1] = true;
                    assertThat(Fixture.lsns(next)).hasSize(seed % 3);
                }
            }
        }
        assertThat(left).containsExactly(true, true);
    }

    @Test
    void aNoteThatCannotBeWrittenIsAnErrorAndTheLogGoesOnWithTheOldOne() {
        try (Wal wal = log.open()) {
            wal.note("a", OLD);
            log.storage.faults((call, name) -> name.startsWith("identity") ? SimulatedStorage.enospc() : null);
            assertThatThrownBy(() -> wal.note("a", NEW)).isInstanceOf(WalException.Full.class);
            log.storage.faults((call, name) -> name.startsWith("identity") ? SimulatedStorage.eio() : null);
            assertThatThrownBy(() -> wal.note("a", NEW)).isInstanceOf(WalException.Inaccessible.class)
                    .hasMessageContaining("identity");
            log.storage.faults(SimulatedStorage.Faults.NONE);
            assertThat(wal.noted("a")).isEqualTo(OLD);
            Fixture.append(wal, 1, 10);
        }
        try (Wal wal = log.open()) {
            assertThat(wal.noted("a")).isEqualTo(OLD);
        }
    }

    @Test
    void nothingIsNotedWhenTheDirectoryMayBelongToSomebodyElse() {
        Wal wal = log.open();
        wal.note("a", OLD);
        wal.close();
        byte[] closed = log.storage.bytes(IdentityFile.NAME);
        assertThatThrownBy(() -> wal.note("a", NEW)).isInstanceOf(WalException.Closed.class);
        assertThat(log.storage.bytes(IdentityFile.NAME)).isEqualTo(closed);
    }

    @Test
    void whatIsOutOfBoundsIsRefusedAndTheLongestIsNot() {
        String longest = "ü".repeat(Wal.NOTE_NAME_MAX);
        List<Long> most = Collections.nCopies(Wal.NOTED_MAX, Long.MAX_VALUE);
        try (Wal wal = log.open()) {
            wal.note(longest, most);
            assertThatThrownBy(() -> wal.note("", OLD)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> wal.note(longest + "ü", OLD)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> wal.note("a", Collections.nCopies(Wal.NOTED_MAX + 1, 1L)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> wal.note("a", List.of(-1L))).isInstanceOf(IllegalArgumentException.class);
            for (int i = 1; i < Wal.NOTES_MAX; i++) {
                wal.note("n" + i, OLD);
            }
            assertThatThrownBy(() -> wal.note("one more", OLD)).isInstanceOf(IllegalArgumentException.class);
            wal.note("n1", NEW);
        }
        try (Wal wal = log.open()) {
            assertThat(wal.noted(longest)).isEqualTo(most);
            assertThat(wal.noted("n1")).isEqualTo(NEW);
            assertThat(wal.noted("one more")).isEmpty();
        }
    }

    /** The file: 60 bytes, length of the name, "a", count, one number, checksum. */
    @Test
    void lengthsThatDoNotFitAreDamage() {
        try (Wal wal = log.open()) {
            wal.note("a", OLD);
        }
        byte[] good = log.storage.bytes(IdentityFile.NAME);
        int checksum = good.length - 4;
        assertThat(checksum).isEqualTo(60 + 4 + 1 + 4 + 8);
        for (int at : new int[] { 60, 65 }) {
            for (int length : new int[] { -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 2, 1 << 20 }) {
                log.forge(IdentityFile.NAME, checksum, 0, checksum, b -> b.putInt(at, length));
                assertThatThrownBy(log::open).as("%s at %s", length, at).isInstanceOf(WalException.Corrupt.class)
                        .hasMessageContaining(IdentityFile.NAME);
                log.storage.replace(IdentityFile.NAME, good);
            }
        }
        log.open().close();
    }
}
