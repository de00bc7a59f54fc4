package io.quarkiverse.durable.wal.kernel;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An ext4 file system in a file, mounted through a loop device. Leaves nothing mounted. */
final class Disk implements AutoCloseable {

    private final Path image;
    private final Path mountPoint;
    private boolean mounted;

    private Disk(Path image, Path mountPoint) {
        this.image = image;
        this.mountPoint = mountPoint;
    }

    /** @param folder where the image and the mount point go; the image is sparse */
    static Disk ext4(Path folder, int mebibytes) {
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
        try {
            Machine.mustOrSkip("mount", "-o", "loop", disk.image.toString(), disk.mountPoint.toString());
        } catch (RuntimeException e) {
            disk.mounted = false;
            throw e;
        }
        return disk;
    }

    Path image() {
        return image;
    }

    Path path() {
        return mountPoint;
    }

    Path log() {
        return mountPoint.resolve("log");
    }

    /** As after a restart of the machine: nothing of it is in the cache any more. */
    void remount() {
        unmount();
        Machine.must("mount", "-o", "loop", image.toString(), mountPoint.toString());
        mounted = true;
    }

    void unmount() {
        if (mounted) {
            Machine.must("umount", "-d", mountPoint.toString());
            mounted = false;
        }
    }

    @Override
    public void close() {
        if (mounted && Machine.run("umount", "-d", mountPoint.toString()).code() != 0) {
            Machine.must("umount", "-l", "-d", mountPoint.toString());
        }
        mounted = false;
    }
}
