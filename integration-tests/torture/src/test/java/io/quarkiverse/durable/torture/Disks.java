package io.quarkiverse.durable.torture;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.quarkiverse.durable.wal.kernel.Disk;
import io.quarkiverse.durable.wal.kernel.PowerSwitch;

/**
 * Two file systems of the kernel, of the logs and of the database, that lose power together. Needs Linux, root, a C compiler.
 */
final class Disks implements AutoCloseable {

    private static final int LOGS_MEBIBYTES = 64;
    private static final int DATABASE_MEBIBYTES = 1024;
    private static final int[] BALLAST_BYTES = { 1 << 20, 4096 };

    private final Disk logs;
    private final Disk database;
    private final PowerSwitch power;

    /** Skips the test where the machine does not allow it. */
    Disks(Path folder) throws IOException {
        logs = Disk.ext4(Files.createDirectories(folder.resolve("logs-disk")), LOGS_MEBIBYTES);
        database = Disk.ext4(Files.createDirectories(folder.resolve("database-disk")), DATABASE_MEBIBYTES);
        power = new PowerSwitch(folder);
    }

    Path log(String instance) {
        return logs.path().resolve(instance);
    }

    Path database() {
        return database.path().resolve("data");
    }

    /** All that was written is on the devices, whoever wrote it. */
    void sync() {
        logs.sync();
        database.sync();
    }

    /** What is not on the devices is lost, and those who use them get errors. */
    void losePower() {
        power.off(logs, database);
    }

    /** When nobody uses them any more. */
    void restorePower() {
        logs.remount();
        database.remount();
    }

    /** Not a block is left for the logs. */
    void fillLogs() {
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            for (int bytes : BALLAST_BYTES) {
                fill(ballast, new byte[bytes]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(OutputStream ballast, byte[] piece) {
        try {
            while (true) {
                ballast.write(piece);
            }
        } catch (IOException full) {
            // that is what it is for
        }
    }

    void freeLogs() {
        try {
            Files.delete(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast() {
        return logs.path().resolve("ballast");
    }

    @Override
    public void close() {
        logs.close();
        database.close();
    }
}
