package io.quarkiverse.durable.wal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.storage.Storage;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

class CursorFileTest {

    private static final UUID LOG = new UUID(1, 2);
    private static final int BLOCK = 4096;
    private SimulatedStorage storage = new SimulatedStorage(1);

    @BeforeEach
    void create() throws IOException {
        CursorFile.create(storage, LOG);
    }

    private CursorFile load() throws IOException {
        return CursorFile.load(storage, LOG, Storage.Mode.WRITE_DIRECT);
    }

    private static SortedMap<String, Lsn> at(long position) {
        return new TreeMap<>(java.util.Map.of("consumer", Lsn.of(position)));
    }

    private static SortedMap<String, Lsn> many(int names, long position) {
        SortedMap<String, Lsn> positions = new TreeMap<>();
        for (int i = 0; i < names; i++) {
            positions.put("consumer-" + i, Lsn.of(position));
        }
        return positions;
    }

    @ParameterizedTest
    @EnumSource(value = Storage.Mode.class, names = { "WRITE", "WRITE_DIRECT" })
    void aSaveThatReturnedIsThereAfterACrashAndOneThatDidNotIsThereOrNotAtAll(Storage.Mode mode) throws IOException {
        SortedMap<String, Lsn> before = many(80, 1);
        boolean[] seen = new boolean[2];
        for (int seed = 0; seed < 300; seed++) {
            storage = new SimulatedStorage(seed);
            CursorFile.create(storage, LOG);
            CursorFile file = CursorFile.load(storage.untilCrash(), LOG, mode);
            for (int i = seed % 5; i >= 0; i--) {
                file.write(before);
            }
            storage.faults((call, name) -> {
                if (call.equals(mode == Storage.Mode.WRITE ? "force" : "write")) {
                    storage.crash();
                }
                return null;
            });
            assertThatThrownBy(() -> file.write(many(80, 2))).isInstanceOf(IOException.class);
            SortedMap<String, Lsn> after = load().positions();
            assertThat(after).as("seed %s", seed).isIn(before, many(80, 2));
            seen[after.equals(before) ? 0 : 1] = true;
        }
        assertThat(seen).containsExactly(true, true);
    }

    @Test
    void aSaveThatFailsGoesToTheSameCopyAgainAndTheOtherStandsMeanwhile() throws IOException {
        CursorFile file = load();
        file.write(at(1));
        for (int attempt = 0; attempt < 20; attempt++) {
            storage.faults((call, name) -> call.equals("write") ? SimulatedStorage.eio() : null);
            assertThatThrownBy(() -> file.write(at(2))).isInstanceOf(IOException.class);
            storage.faults(SimulatedStorage.Faults.NONE);
            assertThat(load().positions()).isIn(at(1), at(2));
        }
        file.write(at(3));
        assertThat(load().positions()).isEqualTo(at(3));
    }

    @Test
    void anyByteOfOneCopyMayBeDamagedAndBothMayNot() throws IOException {
        CursorFile file = load();
        file.write(at(1));
        file.write(at(2));
        byte[] good = storage.bytes(CursorFile.NAME);
        assertThat(good).hasSize(2 * BLOCK);
        int older = good[32] < good[BLOCK + 32] ? 0 : BLOCK;
        int length = good[12];
        for (int i = 0; i < length; i++) {
            byte[] bad = good.clone();
            bad[older + i] ^= 1;
            storage.replace(CursorFile.NAME, bad);
            assertThat(load().positions()).as("byte %s of the older copy", i).isEqualTo(at(2));
            bad[BLOCK - older + i] ^= 1;
            storage.replace(CursorFile.NAME, bad);
            assertThatThrownBy(this::load).as("byte %s of both", i).isInstanceOf(WalException.Corrupt.class)
                    .hasMessageContaining(CursorFile.NAME);
            bad[older + i] ^= 1;
            storage.replace(CursorFile.NAME, bad);
            assertThat(load().positions()).as("byte %s of the newer copy", i).isEqualTo(at(1));
        }
    }

    @Test
    void afterTheLossOfACopyPositionsAreNotBelowWhatIsGoneAndTheCopyIsMended() throws IOException {
        load().writeBoth(at(7));
        CursorFile file = load();
        file.write(at(20));
        int newer = storage.bytes(CursorFile.NAME)[32] > storage.bytes(CursorFile.NAME)[BLOCK + 32] ? 0 : BLOCK;
        storage.flipBit(CursorFile.NAME, newer * 8L);
        CursorFile again = load();
        again.confirm(Lsn.of(12));
        assertThat(again.positions()).isEqualTo(at(12));
        storage.flipBit(CursorFile.NAME, (BLOCK - newer) * 8L);
        assertThat(load().positions()).isEqualTo(at(12));
    }

    @Test
    void whatWasReadIsDurableOnceItIsConfirmed() throws IOException {
        for (int seed = 0; seed < 100; seed++) {
            storage = new SimulatedStorage(seed);
            CursorFile.create(storage, LOG);
            CursorFile first = CursorFile.load(storage.untilCrash(), LOG, Storage.Mode.WRITE);
            first.write(at(1));
            storage.faults((call, name) -> call.equals("force") ? SimulatedStorage.eio() : null);
            assertThatThrownBy(() -> first.write(at(2))).isInstanceOf(IOException.class);
            storage.kill();
            CursorFile second = CursorFile.load(storage, LOG, Storage.Mode.WRITE);
            second.confirm(Lsn.NONE);
            SortedMap<String, Lsn> confirmed = second.positions();
            storage.crash();
            assertThat(load().positions()).as("seed %s", seed).isEqualTo(confirmed);
        }
    }

    @Test
    void aTableThatDoesNotFitGetsALargerFileAndACrashLeavesTheOldOrTheNew() throws IOException {
        for (String call : new String[] { "create", "write", "force", "rename", "syncDirectory" }) {
            for (int seed = 0; seed < 20; seed++) {
                storage = new SimulatedStorage(seed);
                CursorFile.create(storage, LOG);
                CursorFile file = CursorFile.load(storage.untilCrash(), LOG, Storage.Mode.WRITE_DIRECT);
                file.writeBoth(at(1));
                storage.faults((c, name) -> {
                    if (c.equals(call)) {
                        storage.crash();
                    }
                    return null;
                });
                assertThatThrownBy(() -> file.write(many(500, 2))).as(call).isInstanceOf(IOException.class);
                assertThat(load().positions()).as("%s, seed %s", call, seed).isIn(at(1), many(500, 2));
            }
        }
        CursorFile file = load();
        file.writeBoth(many(500, 2));
        assertThat(load().positions()).isEqualTo(many(500, 2));
        file.write(many(500, 3));
        assertThat(load().positions()).isEqualTo(many(500, 3));
        file.write(at(4));
        assertThat(load().positions()).isEqualTo(at(4));
    }

    @Test
    void aCopyInThePlaceOfTheOtherDoesNotCount() throws IOException {
        CursorFile file = load();
        file.write(at(1));
        byte[] bytes = storage.bytes(CursorFile.NAME);
        byte[] swapped = bytes.clone();
        System.arraycopy(bytes, 0, swapped, BLOCK, BLOCK);
        System.arraycopy(bytes, BLOCK, swapped, 0, BLOCK);
        storage.replace(CursorFile.NAME, swapped);
        assertThatThrownBy(this::load).isInstanceOf(WalException.Corrupt.class);
    }

    @Test
    void theCursorsOfAnotherLogAreRefused() {
        assertThatThrownBy(() -> CursorFile.load(storage, new UUID(3, 4), Storage.Mode.WRITE))
                .isInstanceOf(WalException.Corrupt.class).hasMessageContaining("log id");
    }

    @Test
    void aFileThatIsMissingOrOfAnotherLengthIsRefused() {
        for (int length : new int[] { 0, 1, BLOCK, 2 * BLOCK - 1, 3 * BLOCK }) {
            storage.replace(CursorFile.NAME, new byte[length]);
            assertThatThrownBy(this::load).as("%s bytes", length).isInstanceOf(WalException.Corrupt.class);
        }
        storage.remove(CursorFile.NAME);
        assertThatThrownBy(this::load).isInstanceOf(WalException.Corrupt.class).hasMessageContaining("no such file");
    }
}
