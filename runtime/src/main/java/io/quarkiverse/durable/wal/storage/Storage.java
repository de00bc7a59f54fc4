package io.quarkiverse.durable.wal.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One flat directory.
 *
 * <p>
 * What it does not promise: a file that was created, renamed or deleted is so after a crash only once {@link #syncDirectory()}
 * returned, and before that any subset of such changes may survive, in any order. Files are addressed by plain names.
 * Where the disk or a quota is full, calls fail with {@link NoSpaceException}.
 */
public interface Storage {

    /** How a file is opened. */
    enum Mode {
        READ,
        /** Buffered writes, durable after {@link StorageFile#force()}. Creates the file. */
        WRITE,
        /** Direct synchronous writes of whole aligned blocks, durable when they return. Creates the file. */
        WRITE_DIRECT,
        /** Direct writes of whole aligned blocks, durable after {@link StorageFile#force()}. Creates the file. */
        WRITE_DIRECT_UNSYNCED
    }

    /** A file that exists. */
    record Entry(String name, long sizeBytes) {
    }

    /** For messages. */
    Path directory();

    /** Creates the directory if it is missing, readable by its owner only. Durable on return. */
    void create() throws IOException;

    /**
     * Takes the directory for this process until the result is closed.
     *
     * @return null when somebody else, in this process or another, has it
     */
    @Nullable
    Closeable lock(String name) throws IOException;

    /** Why {@link Mode#WRITE_DIRECT} cannot be used here, or null if it can. Asked while the lock is held; leaves no files. */
    @Nullable
    String directIoRefusal() throws IOException;

    List<Entry> list() throws IOException;

    StorageFile open(String name, Mode mode) throws IOException;

    /** Atomic; replaces {@code to}. */
    void rename(String from, String to) throws IOException;

    /** Does nothing when the file does not exist. */
    void delete(String name) throws IOException;

    void syncDirectory() throws IOException;
}
