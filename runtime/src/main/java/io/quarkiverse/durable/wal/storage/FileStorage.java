package io.quarkiverse.durable.wal.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.sun.nio.file.ExtendedOpenOption;

/** A real directory. */
public final class FileStorage implements Storage {

    private static final int BLOCK_BYTES = 4096;
    private static final String PROBE = "probe.tmp";
    private static final String HELD = "quarkus.durable.log.held.";

    private final Path directory;
    private final boolean posix;

    public FileStorage(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
        this.posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public void create() throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path missing = directory;
        while (missing.getParent() != null && !Files.exists(missing.getParent())) {
            missing = missing.getParent();
        }
        try {
            Files.createDirectories(directory, attributes("rwx------"));
            for (Path made = directory; made.startsWith(missing) && made.getParent() != null; made = made.getParent()) {
                sync(made.getParent());
            }
        } catch (IOException e) {
            throw named(e);
        }
    }

    /**
     * Where locks belong to the process, closing any channel of a file gives up the locks on it. So nobody in this process may
     * open the lock file but its holder, and that there is one is known by a system property, which all class loaders see.
     */
    @Override
    public @Nullable Closeable lock(String name) throws IOException {
        String held = HELD + directory.toRealPath().resolve(name);
        if (System.getProperties().putIfAbsent(held, "") != null) {
            return null;
        }
        FileChannel channel = null;
        try {
            channel = lockFile(name);
        } catch (IOException e) {
            throw named(e);
        } finally {
            if (channel == null) {
                System.getProperties().remove(held);
            }
        }
        FileChannel locked = channel;
        return locked == null ? null : () -> {
            if (locked.isOpen()) {
                locked.close();
                System.getProperties().remove(held);
            }
        };
    }

    private @Nullable FileChannel lockFile(String name) throws IOException {
        FileChannel channel = FileChannel.open(directory.resolve(name),
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE), attributes("rw-------"));
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                channel.truncate(0);
                channel.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
                return channel;
            }
        } catch (OverlappingFileLockException heldByThisProcess) {
            // somebody locked it past us
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return null;
    }

    @Override
    public @Nullable String directIoRefusal() throws IOException {
        long unit = Files.getFileStore(directory).getBlockSize();
        if (unit > BLOCK_BYTES || BLOCK_BYTES % unit != 0) {
            return "its block size is " + unit + " bytes";
        }
        try (StorageFile probe = open(PROBE, Mode.WRITE_DIRECT)) {
            probe.write(ByteBuffer.allocateDirect(2 * BLOCK_BYTES).alignedSlice(BLOCK_BYTES).limit(BLOCK_BYTES), 0);
            return null;
        } catch (NoSpaceException noReasonNotToTry) {
            return null;
        } catch (IOException | UnsupportedOperationException e) {
            return String.valueOf(e.getMessage());
        } finally {
            delete(PROBE);
        }
    }

    @Override
    public List<Entry> list() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                try {
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    if (attributes.isRegularFile()) {
                        entries.add(new Entry(String.valueOf(file.getFileName()), attributes.size()));
                    }
                } catch (NoSuchFileException e) {
                    continue; // replaced or released since the directory was read
                }
            }
        }
        return entries;
    }

    @Override
    public StorageFile open(String name, Mode mode) throws IOException {
        Set<? extends OpenOption> options = switch (mode) {
            case READ -> Set.of(StandardOpenOption.READ);
            case WRITE -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            case WRITE_DIRECT -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                    StandardOpenOption.DSYNC, ExtendedOpenOption.DIRECT);
            case WRITE_DIRECT_UNSYNCED -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                    ExtendedOpenOption.DIRECT);
        };
        try {
            return new ChannelFile(AsynchronousFileChannel.open(directory.resolve(name), options, CallerRuns.INSTANCE,
                    mode == Mode.READ ? new FileAttribute<?>[0] : attributes("rw-------")), mode == Mode.WRITE_DIRECT);
        } catch (IOException e) {
            throw named(e);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        try {
            Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw named(e);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (IOException e) {
            throw named(e);
        }
    }

    @Override
    public void syncDirectory() throws IOException {
        try {
            sync(directory);
        } catch (IOException e) {
            throw named(e);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(directory, Set.of(StandardOpenOption.READ),
                CallerRuns.INSTANCE)) {
            channel.force(true);
        }
    }

    private FileAttribute<?>[] attributes(String permissions) {
        return posix
                ? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
                : new FileAttribute<?>[0];
    }

    /** The JDK tells a full disk only by its message, which the C library words. */
    static IOException named(IOException e) {
        String message = String.valueOf(e.getMessage());
        boolean full = message.contains("No space left on device") || message.contains("Disk quota exceeded")
                || message.contains("not enough space on the disk");
        return full ? new NoSpaceException(message, e) : e;
    }
}
