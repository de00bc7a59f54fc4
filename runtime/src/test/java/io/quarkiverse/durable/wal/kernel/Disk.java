package io.quarkiverse.durable.wal.kernel;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An ext4 file system in a file, mounted through a loop device. Leaves nothing mounted. */
public final class Disk implements AutoCloseable {

    private static final long BUSY_NANOS_MAX = TimeUnit.SECONDS.toNanos(20);
    private static final long BUSY_LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path image;
    private final Path mountPoint;
    /** A test JVM that is told to end leaves nothing mounted either. */
    private final Thread hook = new Thread(this::release, "disk-hook");
    private boolean mounted;

    private Disk(Path image, Path mountPoint) {
        this.image = image;
        this.mountPoint = mountPoint;
    }

    /** @param folder where the image and the mount point go; the image is sparse */
    public static Disk ext4(Path folder, int mebibytes) {
        Machine.requireRoot();
        Disk disk = new Disk(folder.resolve("disk.img"), folder.resolve("disk"));
        try (RandomAccessFile file = new RandomAccessFile(disk.image.toString(), "rw")) {
            Files.createDirectories(disk.mountPoint);
            file.setLength((long) mebibytes << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Machine.mustOrSkip("mkfs.ext4", "-q", "-F", "-b", "4096", "-J", "size=4", "-E", "nodiscard", disk.image.toString());
        disk.mounted = true;
        Runtime.getRuntime().addShutdownHook(disk.hook);
        try {
            Machine.mustOrSkip("mount", "-o", "loop", disk.image.toString(), disk.mountPoint.toString());
        } catch (RuntimeException e) {
            disk.mounted = false;
            disk.close();
            throw e;
        }
        return disk;
    }

    Path image() {
        return image;
    }

    public Path path() {
        return mountPoint;
    }

    Path log() {
        return mountPoint.resolve("log");
    }

    /** All that was written is on the device. */
    public void sync() {
        Machine.must("sync", "-f", mountPoint.toString());
    }

    /** As after a restart of the machine: nothing of it is in the cache any more. */
    public void remount() {
        unmount();
        Machine.must("mount", "-o", "loop", image.toString(), mountPoint.toString());
        mounted = true;
    }

    /** Waits for processes that have lost the file system and are about to end. */
    void unmount() {
        if (!mounted) {
            return;
        }
        long deadline = System.nanoTime() + BUSY_NANOS_MAX;
        while (Machine.run("umount", "-d", mountPoint.toString()).code() != 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(mountPoint + " is in use");
            }
            LockSupport.parkNanos(BUSY_LOOK_AGAIN_NANOS);
        }
        mounted = false;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException theJvmEnds) {
            // the hook does it as well
        }
        release();
    }

    private void release() {
        if (mounted && Machine.run("umount", "-d", mountPoint.toString()).code() != 0) {
            Machine.must("umount", "-l", "-d", mountPoint.toString());
        }
        mounted = false;
    }
}
