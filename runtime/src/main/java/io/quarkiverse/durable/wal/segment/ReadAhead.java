package io.quarkiverse.durable.wal.segment;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.quarkiverse.durable.wal.storage.StorageFile;

/**
 * Reads files in large pieces into one buffer, which serves one file after the other, and no byte twice. What it returns is
 * overwritten when something is asked for that is not in the buffer. One thread at a time.
 */
public final class ReadAhead {

    private static final int AHEAD_BYTES = 1 << 20;
    /** Of a batch of several records, what was read ahead of it included. */
    private static final int BUFFER_BYTES = (1 << 20) + AHEAD_BYTES;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    /** What was read, from 0 to the limit, at {@code pieceOffset} of the file: the buffer, or a larger one. */
    private ByteBuffer piece = buffer.limit(0);
    private long pieceOffset;

    /** Another file, or the same after it changed. */
    void forget() {
        piece = buffer.clear().limit(0);
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
            int kept = at < 0 || at > piece.limit() ? 0 : (int) (piece.limit() - at);
            fill(file, offset, kept, (int) Math.max(length - kept, Math.min(AHEAD_BYTES, writtenBytes - offset - kept)));
            at = 0;
        }
        return piece.slice((int) at, (int) Math.min(length, piece.limit() - at));
    }

    /** The last {@code kept} bytes of the piece become its first. */
    private void fill(StorageFile file, long offset, int kept, int more) throws IOException {
        boolean fits = kept + more <= BUFFER_BYTES;
        ByteBuffer source = piece.position(piece.limit() - kept);
        ByteBuffer target = fits ? buffer : ByteBuffer.allocate(kept + more);
        if (fits && source.isDirect()) {
            target.compact();
        } else {
            target.clear().put(source);
        }
        piece = target.limit(kept + more);
        pieceOffset = offset;
        file.read(piece, offset + kept);
        piece.flip();
    }
}
