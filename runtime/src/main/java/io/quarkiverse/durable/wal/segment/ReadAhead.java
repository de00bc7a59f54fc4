package io.quarkiverse.durable.wal.segment;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.quarkiverse.durable.wal.storage.StorageFile;

/**
 * Reads files in large pieces into one buffer, which serves one file after the other. What it returns is overwritten when
 * something is asked for that is not in the buffer. One thread at a time.
 */
public final class ReadAhead {

    private static final int BUFFER_BYTES = 256 << 10;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    /** The buffer, or one for a piece that is larger. */
    private ByteBuffer piece = buffer.limit(0);
    private long pieceOffset;

    /** Another file, or the same after it changed. */
    void forget() {
        piece = buffer.limit(0);
        pieceOffset = 0;
    }

    /**
     * Fewer only at the end of the file.
     *
     * @param writtenBytes what is known to be written of the file; nothing behind it is read unless asked for
     */
    ByteBuffer bytes(StorageFile file, long offset, int length, long writtenBytes) throws IOException {
        long at = offset - pieceOffset;
        if (at < 0 || at + length > piece.limit()) {
            long size = Math.max(length, Math.min(BUFFER_BYTES, writtenBytes - offset));
            piece = size <= BUFFER_BYTES ? buffer.clear().limit((int) size) : ByteBuffer.allocate((int) size);
            pieceOffset = offset;
            file.read(piece, offset);
            piece.flip();
            at = 0;
        }
        return piece.slice((int) at, (int) Math.min(length, piece.limit() - at));
    }
}
