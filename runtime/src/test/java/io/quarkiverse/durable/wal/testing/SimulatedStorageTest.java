package io.quarkiverse.durable.wal.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.durable.wal.storage.NoSpaceException;
import io.quarkiverse.durable.wal.storage.Storage;
import io.quarkiverse.durable.wal.storage.Storage.Mode;
import io.quarkiverse.durable.wal.storage.StorageFile;

/** The simulated disk does what its fault model says: each outcome comes about with some seed, and no other one. */
@Timeout(60)
class SimulatedStorageTest {

    private static final int SECTOR = SimulatedFile.SECTOR_BYTES;
    private static final int SEEDS = 200;

    private interface Scene {
        void play(SimulatedStorage storage) throws IOException;
    }

    /** What the scene leaves after a crash, with each of many seeds. */
    private static Set<String> afterCrash(Scene scene, Function<SimulatedStorage, String> seen) throws IOException {
        Set<String> outcomes = new TreeSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            SimulatedStorage storage = new SimulatedStorage(seed);
            scene.play(storage);
            storage.crash();
            outcomes.add(seen.apply(storage));
        }
        return outcomes;
    }

    private static ByteBuffer sectors(String letters) {
        ByteBuffer bytes = ByteBuffer.allocate(letters.length() * SECTOR);
        for (byte letter : letters.getBytes(StandardCharsets.US_ASCII)) {
            byte[] sector = new byte[SECTOR];
            Arrays.fill(sector, letter);
            bytes.put(sector);
        }
        return bytes.flip();
    }

    /** One letter for each sector of a file; fails where a sector is not whole. */
    private static String letters(SimulatedStorage storage, String name) {
        byte[] bytes = storage.bytes(name);
        StringBuilder letters = new StringBuilder();
        for (int at = 0; at < bytes.length; at += SECTOR) {
            for (int i = at; i < Math.min(at + SECTOR, bytes.length); i++) {
                assertThat(bytes[i]).isEqualTo(bytes[at]);
            }
            letters.append(bytes[at] == 0 ? '.' : (char) bytes[at]);
        }
        return letters.toString();
    }

    private static StorageFile file(Storage storage, Mode mode, String durable) throws IOException {
        StorageFile file = storage.open("file", mode);
        file.write(sectors(durable), 0);
        file.force();
        storage.syncDirectory();
        return file;
    }

    private static Set<String> combinations(String some, String others) {
        Set<String> all = new TreeSet<>(Set.of(""));
        for (int i = 0; i < some.length(); i++) {
            Set<String> longer = new TreeSet<>();
            for (String start : all) {
                longer.add(start + some.charAt(i));
                longer.add(start + others.charAt(i));
            }
            all = longer;
        }
        return all;
    }

    @Test
    void writesThatWereNotForcedAreLostKeptAndTornAtAnySectorInAnyOrder() throws IOException {
        Set<String> outcomes = afterCrash(storage -> {
            StorageFile file = file(storage, Mode.WRITE, "aaaa");
            file.write(sectors("bb"), 0);
            file.write(sectors("cc"), 2 * SECTOR);
        }, storage -> letters(storage, "file"));
        assertThat(outcomes).isEqualTo(combinations("aaaa", "bbcc"));
    }

    @Test
    void aSectorWrittenTwiceHoldsAnyOfItsVersions() throws IOException {
        Set<String> outcomes = afterCrash(storage -> {
            StorageFile file = file(storage, Mode.WRITE, "a");
            file.write(sectors("b"), 0);
            file.write(sectors("c"), 0);
        }, storage -> letters(storage, "file"));
        assertThat(outcomes).containsExactly("a", "b", "c");
    }

    @Test
    void aLengthThatWasNotForcedIsLostOrKept() throws IOException {
        assertThat(afterCrash(storage -> file(storage, Mode.WRITE, "a").write(sectors("b"), SECTOR),
                storage -> letters(storage, "file"))).containsExactlyInAnyOrder("a", "a.", "ab");
        assertThat(afterCrash(storage -> file(storage, Mode.WRITE, "ab").truncate(SECTOR),
                storage -> letters(storage, "file"))).containsExactlyInAnyOrder("a", "ab");
    }

    @Test
    void whatWasForcedStays() throws IOException {
        Set<String> outcomes = afterCrash(storage -> {
            StorageFile file = file(storage, Mode.WRITE, "ab");
            file.write(sectors("c"), SECTOR);
            file.truncate(2 * SECTOR);
            file.force();
            storage.rename("file", "other");
            storage.syncDirectory();
        }, storage -> storage.sizes().keySet() + letters(storage, "other"));
        assertThat(outcomes).containsExactly("[other]ac");
    }

    @Test
    void aKilledProcessLosesNothingThatItWroteAndAPowerFailureAfterwardsDoes() throws IOException {
        Set<String> killed = new HashSet<>();
        Set<String> lost = afterCrash(storage -> {
            StorageFile file = file(storage, Mode.WRITE, "a");
            file.write(sectors("b"), 0);
            storage.rename("file", "other");
            storage.kill();
            killed.add(letters(storage, "other"));
            assertThatThrownBy(() -> file.write(sectors("c"), 0)).isInstanceOf(IOException.class);
        }, storage -> String.valueOf(storage.sizes().keySet()));
        assertThat(killed).containsExactly("b");
        assertThat(lost).containsExactly("[file]", "[other]");
    }

    @Test
    void severalDirectWritesOfSeveralThreadsAreUnderWayAndACrashLeavesAnyOfTheirSectors() throws Exception {
        Set<String> first = new TreeSet<>();
        Set<String> which = new TreeSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            SimulatedStorage storage = new SimulatedStorage(seed);
            StorageFile file = file(storage, Mode.WRITE_DIRECT, "a".repeat(24));
            CountDownLatch reached = new CountDownLatch(3);
            CountDownLatch crashed = new CountDownLatch(1);
            storage.faults((call, name) -> {
                reached.countDown();
                try {
                    crashed.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return null;
            });
            List<Thread> writers = new ArrayList<>();
            List<IOException> told = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 3; i++) {
                int block = i;
                Thread writer = new Thread(() -> {
                    try {
                        file.write(sectors("b".repeat(8)), block * 4096L);
                    } catch (IOException e) {
                        told.add(e);
                    }
                });
                writers.add(writer);
                writer.start();
            }
            reached.await();
            assertThat(storage.writesUnderWay()).isEqualTo(3);
            storage.crash();
            crashed.countDown();
            for (Thread writer : writers) {
                writer.join();
            }
            assertThat(told).hasSize(3);
            String left = letters(storage, "file");
            first.add(left.substring(0, 8));
            which.add((left.startsWith("b", 0) ? "1" : "") + (left.startsWith("b", 8) ? "2" : "")
                    + (left.startsWith("b", 16) ? "3" : ""));
        }
        assertThat(first).contains("a".repeat(8), "b".repeat(8)).anyMatch(left -> left.matches("b{3,7}a+"))
                .hasSizeGreaterThan(20);
        assertThat(which).containsExactlyInAnyOrder("", "1", "2", "3", "12", "13", "23", "123");
    }

    @Test
    void aDirectWriteThatWasAcknowledgedStaysWhateverBecomesOfAnother() throws IOException {
        Set<String> outcomes = afterCrash(storage -> {
            StorageFile file = file(storage, Mode.WRITE_DIRECT, "a".repeat(16));
            storage.faults((call, name) -> SimulatedStorage.eio());
            assertThatThrownBy(() -> file.write(sectors("b".repeat(8)), 0)).hasMessageContaining("Input/output");
            storage.faults(SimulatedStorage.Faults.NONE);
            file.write(sectors("c".repeat(8)), 4096);
        }, storage -> letters(storage, "file"));
        assertThat(outcomes).allMatch(left -> left.endsWith("c".repeat(8))).anyMatch(left -> left.startsWith("a".repeat(8)))
                .anyMatch(left -> left.startsWith("b".repeat(8))).hasSizeGreaterThan(20);
    }

    @Test
    void aFailedWriteMayBeShortAndReadBackInPart() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            SimulatedStorage storage = new SimulatedStorage(seed);
            StorageFile file = file(storage, Mode.WRITE, "aaa");
            storage.faults((call, name) -> SimulatedStorage.enospc());
            assertThatThrownBy(() -> file.write(sectors("bbb"), 0)).isInstanceOf(NoSpaceException.class);
            shown.add(letters(storage, "file"));
        }
        assertThat(shown).isEqualTo(combinations("aaa", "bbb"));
    }

    @Test
    void aForceThatFailedSucceedsTheNextTimeAndWhatItDroppedIsGoneOrOnlyShown() throws IOException {
        Set<String> shown = new TreeSet<>();
        Set<String> kept = afterCrash(storage -> {
            StorageFile file = file(storage, Mode.WRITE, "aa");
            file.write(sectors("bb"), 0);
            storage.faults((call, name) -> SimulatedStorage.eio());
            assertThatThrownBy(file::force).hasMessageContaining("Input/output");
            storage.faults(SimulatedStorage.Faults.NONE);
            file.force();
            shown.add(letters(storage, "file"));
        }, storage -> letters(storage, "file"));
        assertThat(shown).isEqualTo(combinations("aa", "bb"));
        assertThat(kept).isEqualTo(combinations("aa", "bb"));
    }

    @Test
    void whatAFailedForceDroppedIsWrittenByAWriteAgain() throws IOException {
        Set<String> outcomes = afterCrash(storage -> {
            StorageFile file = file(storage, Mode.WRITE, "a");
            file.write(sectors("b"), 0);
            storage.faults((call, name) -> SimulatedStorage.eio());
            assertThatThrownBy(file::force).hasMessageContaining("Input/output");
            storage.faults(SimulatedStorage.Faults.NONE);
            file.write(sectors("b"), 0);
            file.force();
        }, storage -> letters(storage, "file"));
        assertThat(outcomes).containsExactly("b");
    }

    @Test
    void changesOfTheDirectoryThatWereNotSyncedDisappearEachForItself() throws IOException {
        Set<String> outcomes = afterCrash(storage -> {
            for (String name : List.of("a", "b", "c.tmp")) {
                storage.open(name, Mode.WRITE).close();
            }
            storage.syncDirectory();
            storage.open("new", Mode.WRITE).close();
            storage.delete("a");
            storage.rename("c.tmp", "b");
        }, storage -> String.join(" ", storage.sizes().keySet()));
        assertThat(outcomes).containsExactlyInAnyOrder("a b c.tmp", "a b c.tmp new", "b c.tmp", "b c.tmp new", "a b",
                "a b new", "b", "b new");
    }

    @Test
    void aRenameIsAtomicAlsoWhereTheCreationBeforeItIsLost() throws IOException {
        Set<String> outcomes = afterCrash(storage -> {
            file(storage, Mode.WRITE, "o");
            StorageFile next = storage.open("file.tmp", Mode.WRITE);
            next.write(sectors("n"), 0);
            next.force();
            storage.rename("file.tmp", "file");
        }, storage -> storage.sizes().keySet() + letters(storage, "file"));
        assertThat(outcomes).containsExactlyInAnyOrder("[file]o", "[file, file.tmp]o", "[file]n");
    }

    @Test
    void eachCallCanFailWithEitherError() throws IOException {
        for (IOException error : List.of(SimulatedStorage.eio(), SimulatedStorage.enospc())) {
            Set<String> calls = new TreeSet<>();
            SimulatedStorage storage = new SimulatedStorage(1);
            StorageFile file = file(storage, Mode.WRITE, "a");
            storage.faults((call, name) -> {
                calls.add(call);
                return error;
            });
            List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> all = List.of(storage::list,
                    () -> storage.open("file", Mode.READ), () -> storage.open("x", Mode.WRITE),
                    () -> storage.rename("file", "x"), () -> storage.delete("file"), storage::syncDirectory,
                    () -> file.read(ByteBuffer.allocate(1), 0), () -> file.write(sectors("b"), 0), file::force,
                    file::sizeBytes, () -> file.truncate(0), file::close);
            for (var call : all) {
                assertThatThrownBy(call).isSameAs(error);
            }
            assertThat(calls).containsExactlyInAnyOrder("list", "open", "create", "rename", "delete", "syncDirectory", "read",
                    "write", "force", "size", "truncate", "close").hasSize(all.size());
            storage.faults(SimulatedStorage.Faults.NONE);
            assertThat(storage.sizes().keySet()).containsExactly("file");
        }
    }

    @Test
    void aFullDiskRefusesWhatGrowsUntilSomethingIsDeleted() throws IOException {
        SimulatedStorage storage = new SimulatedStorage(1);
        StorageFile file = file(storage, Mode.WRITE, "aa");
        storage.capacity(3 * SECTOR);
        StorageFile other = storage.open("other", Mode.WRITE);
        assertThatThrownBy(() -> other.write(sectors("bb"), 0)).isInstanceOf(NoSpaceException.class);
        file.write(sectors("cc"), 0);
        storage.delete("file");
        other.write(sectors("bb"), 0);
        assertThat(letters(storage, "other")).isEqualTo("bb");
    }

    @Test
    void bitsRotOneAtATime() throws IOException {
        SimulatedStorage storage = new SimulatedStorage(1);
        file(storage, Mode.WRITE, "a");
        storage.flipBit("file", 8 * 7 + 1);
        storage.crash();
        byte[] bytes = storage.bytes("file");
        assertThat(bytes[7]).isEqualTo((byte) ('a' ^ 2));
        bytes[7] = 'a';
        assertThat(bytes).containsOnly((byte) 'a');
    }
}
