package io.quarkiverse.durable.wal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.engine.WalEngine;

/** File systems of the kernel that are full, lose power or cannot be read. Needs Linux, root and loop devices. */
@Timeout(180)
class BrokenDiskTest {

    private static final int RECORD_BYTES = 20_000;

    @TempDir
    Path temporary;

    private static Wal open(Path directory, boolean direct) {
        return WalEngine.open(Appender.options(directory, direct), WalListener.NONE);
    }

    /** Appends until it fails. */
    private static WalException fill(Wal wal, int recordsMax) {
        try {
            for (int i = 0; i < recordsMax; i++) {
                wal.append(1, ByteBuffer.allocate(RECORD_BYTES)).await();
            }
        } catch (WalException e) {
            return e;
        }
        throw new AssertionError("the disk takes everything");
    }

    private static int count(Wal wal) {
        return Appender.records(wal).size();
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aFullFileSystemRefusesAppendsTakesNoNumberAndTheLogGoesOnWhenThereIsRoom(boolean direct) throws IOException {
        try (Disk disk = Disk.ext4(temporary, 24)) {
            Path ballast = disk.path().resolve("ballast");
            Files.write(ballast, new byte[6 << 20]);
            long acknowledged;
            try (Wal wal = open(disk.log(), direct)) {
                assertThat(wal.status().directIo()).isEqualTo(direct);
                assertThat(fill(wal, 10_000)).isInstanceOf(WalException.Full.class);
                Lsn last = wal.lastLsn();
                assertThatThrownBy(() -> wal.append(1, ByteBuffer.allocate(RECORD_BYTES)))
                        .isInstanceOf(WalException.Full.class);
                assertThat(wal.durableLsn()).isEqualTo(last);
                assertThat(wal.lastLsn()).isEqualTo(last);
                Files.delete(ballast);
                for (int i = 0; i < 50; i++) {
                    wal.append(1, ByteBuffer.allocate(RECORD_BYTES)).await();
                }
                acknowledged = wal.durableLsn().value();
                assertThat(acknowledged).isEqualTo(last.value() + 50);
            }
            disk.remount();
            try (Wal wal = open(disk.log(), direct)) {
                assertThat(count(wal)).isEqualTo(acknowledged);
            }
        }
    }

    /** Whether the log is new, and its directory cannot be made, or is there, and its lock cannot be written. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aStartThatFindsNoRoomAtAllSaysThatTheDiskIsFullAndWorksWhenThereIsRoom(boolean directoryIsThere) throws IOException {
        try (Disk disk = Disk.ext4(temporary, 24)) {
            Path log = disk.path().resolve(directoryIsThere ? "there" : "new/" + "n".repeat(200));
            if (directoryIsThere) {
                Files.createDirectory(log);
            }
            Path ballast = disk.path().resolve("ballast");
            fill(ballast);
            assertThatThrownBy(() -> open(log, true)).isInstanceOf(WalException.Full.class);
            Files.delete(ballast);
            try (Wal wal = open(log, true)) {
                wal.append(1, ByteBuffer.allocate(RECORD_BYTES)).await();
            }
        }
    }

    private static void fill(Path ballast) throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    /** Direct writes only: see the page on the fault model for what the kernel does to others here. */
    @Test
    void aDiskThatIsFoundFullWhenItIsSyncedLosesNothingThatWasAcknowledged() throws IOException {
        Machine.requireRoot();
        Path memory = Files.createDirectory(temporary.resolve("memory"));
        Machine.mustOrSkip("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", memory.toString());
        try (Disk disk = Disk.ext4(memory, 128)) {
            Wal wal = open(disk.log(), true);
            WalException failure = fill(wal, 10_000);
            assertThat(failure).isInstanceOfAny(WalException.Full.class, WalException.Inaccessible.class,
                    WalException.Poisoned.class);
            long acknowledged = wal.durableLsn().value();
            assertThat(acknowledged).isGreaterThan(100);
            closeSomehow(wal);
            Machine.must("mount", "-o", "remount,size=512m", memory.toString());
            disk.remount();
            try (Wal again = open(disk.log(), true)) {
                assertThat(count(again)).isGreaterThanOrEqualTo((int) acknowledged);
                again.append(1, ByteBuffer.allocate(RECORD_BYTES)).await();
            }
        } finally {
            Machine.must("umount", memory.toString());
        }
    }

    private static void closeSomehow(Wal wal) {
        try {
            wal.close();
        } catch (WalException theDiskIsBroken) {
            // what counts is what the next opening finds
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aLossOfPowerUnderLoadLosesNothingThatWasAcknowledged(boolean direct) {
        PowerSwitch power = new PowerSwitch(temporary);
        try (Disk disk = Disk.ext4(temporary, 64)) {
            Map<Long, String> durable = new TreeMap<>();
            long saved = 0;
            for (int life = 1; life <= 3; life++) {
                int after = 150 * life;
                Appender.Told told = Appender.run(disk.log(), direct, life, 100_000, Map.of(), (line, process) -> {
                    if (line == after) {
                        power.off(disk);
                    }
                });
                assertThat(told.failures).isNotEmpty();
                assertThat(told.then).isIn("Poisoned", "Inaccessible");
                disk.remount();
                durable.putAll(told.durable);
                saved = Math.max(saved, told.saved);
                mustHold(disk, direct, durable, saved);
            }
        }
    }

    /** So the power is lost indeed, and it is the log that keeps what it keeps. */
    @Test
    void aLossOfPowerLosesAFileThatNobodySynced() throws IOException {
        PowerSwitch power = new PowerSwitch(temporary);
        try (Disk disk = Disk.ext4(temporary, 64)) {
            Path unsynced = disk.path().resolve("unsynced");
            Files.write(unsynced, new byte[1000]);
            power.off(disk);
            disk.remount();
            assertThat(Files.exists(unsynced) ? Files.size(unsynced) : 0).isZero();
        }
    }

    private static void mustHold(Disk disk, boolean direct, Map<Long, String> durable, long saved) {
        try (Wal wal = open(disk.log(), direct)) {
            Map<Long, String> records = Appender.records(wal);
            durable.keySet().removeIf(lsn -> lsn < wal.firstLsn().value());
            assertThat(wal.firstLsn().value()).isBetween(1L, saved + 1);
            assertThat(records).containsAllEntriesOf(durable);
            durable.putAll(records);
            assertThat(wal.cursors()).singleElement()
                    .satisfies(c -> assertThat(c.savedPosition().value()).isGreaterThanOrEqualTo(saved));
        }
    }

    @Test
    void aDiskThatCannotBeReadIsSaidAndNothingIsSkipped() throws IOException {
        try (Disk disk = Disk.ext4(temporary, 64)) {
            int written;
            try (Wal wal = open(disk.log(), true)) {
                for (int i = 0; i < 500; i++) {
                    wal.append(1, ByteBuffer.allocate(RECORD_BYTES)).await();
                }
                written = count(wal);
            }
            disk.unmount();
            Path copy = temporary.resolve("copy.img");
            Files.copy(disk.image(), copy, StandardCopyOption.REPLACE_EXISTING);
            List<String> said = new ArrayList<>();
            for (int mebibytes : new int[] { 4, 6, 8, 10, 12 }) {
                disk.remount();
                try (RandomAccessFile image = new RandomAccessFile(disk.image().toString(), "rw")) {
                    image.setLength((long) mebibytes << 20);
                }
                readsAllOrSays(disk, written, said);
                disk.unmount();
                Files.copy(copy, disk.image(), StandardCopyOption.REPLACE_EXISTING);
            }
            assertThat(said).as("what could not be read").anyMatch(message -> message.contains("Input/output error"));
            disk.remount();
            try (Wal wal = open(disk.log(), true)) {
                assertThat(count(wal)).isEqualTo(written);
            }
        }
    }

    /** Where the file system shows zeros instead of an error, that is corruption. */
    private static void readsAllOrSays(Disk disk, int written, List<String> said) {
        Wal wal = null;
        try {
            wal = open(disk.log(), true);
            assertThat(count(wal)).isEqualTo(written);
        } catch (WalException.Inaccessible | WalException.Corrupt e) {
            said.add(String.valueOf(e.getMessage()));
        } finally {
            if (wal != null) {
                closeSomehow(wal);
            }
        }
    }
}
