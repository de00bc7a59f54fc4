package io.quarkiverse.durable.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import com.sun.nio.file.ExtendedOpenOption;

/** What one thread can get from the disk: 4 KiB at a time into a file that is already there, each write durable. */
final class Device {

    private static final int BLOCK = 4096;
    private static final int FILE_BLOCKS = 4096;

    /** Writes per second and how the file was opened. */
    record Rate(double perSecond, String how) {
    }

    private interface Write {
        void block(FileChannel file, ByteBuffer block, long position) throws IOException;
    }

    private Device() {
    }

    /** What a log with direct synchronous writes is up against. */
    static Rate directSynchronousWrites(Path folder, Duration length) throws IOException {
        Path path = allocate(folder);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.DSYNC,
                ExtendedOpenOption.DIRECT)) {
            return new Rate(rate(file, length, FileChannelWrite::synchronous), "O_DIRECT|O_DSYNC");
        } catch (UnsupportedOperationException | IOException e) {
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.DSYNC)) {
                return new Rate(rate(file, length, FileChannelWrite::synchronous), "O_DSYNC, as direct I/O is refused");
            }
        } finally {
            Files.delete(path);
        }
    }

    /** As PostgreSQL does it by default on Linux. */
    static Rate bufferedWritesWithFdatasync(Path folder, Duration length) throws IOException {
        Path path = allocate(folder);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            return new Rate(rate(file, length, FileChannelWrite::thenSynced), "write, fdatasync");
        } finally {
            Files.delete(path);
        }
    }

    private static final class FileChannelWrite {

        static void synchronous(FileChannel file, ByteBuffer block, long position) throws IOException {
            file.write(block, position);
        }

        static void thenSynced(FileChannel file, ByteBuffer block, long position) throws IOException {
            file.write(block, position);
            file.force(false);
        }
    }

    private static Path allocate(Path folder) throws IOException {
        Path path = Files.createTempFile(folder, "device-", ".bin");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(BLOCK);
            for (int i = 0; i < FILE_BLOCKS; i++) {
                file.write(zeros.clear(), (long) i * BLOCK);
            }
            file.force(true);
        }
        return path;
    }

    private static double rate(FileChannel file, Duration length, Write write) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(BLOCK).limit(BLOCK);
        long start = System.nanoTime();
        long writes = 0;
        while (System.nanoTime() - start < length.toNanos()) {
            block.putLong(0, writes);
            write.block(file, block.rewind(), writes % FILE_BLOCKS * BLOCK);
            writes++;
        }
        return writes * 1e9 / (System.nanoTime() - start);
    }
}
