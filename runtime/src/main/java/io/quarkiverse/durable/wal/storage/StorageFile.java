package io.quarkiverse.durable.wal.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file. Not promised: that a write is atomic, or that writes reach the disk in order before {@link #force()}. After a
 * failed write or force, what the disk holds is unknown, and a later force that succeeds says nothing about it. Interrupts
 * have no effect and are kept.
 */
public interface StorageFile extends Closeable {

    /** Reads into the rest of the buffer; returns fewer bytes only at the end of the file. */
    int read(ByteBuffer into, long offset) throws IOException;

    /** Writes the rest of the buffer, all of it or fails. */
    void write(ByteBuffer from, long offset) throws IOException;

    /** Makes all that was written, and the length, durable. */
    void force() throws IOException;

    long sizeBytes() throws IOException;

    void truncate(long sizeBytes) throws IOException;
}
