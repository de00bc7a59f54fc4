package io.quarkiverse.durable.wal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import org.jspecify.annotations.Nullable;

/** The compressed form of a payload: its length before, and a zlib stream (RFC 1950). */
public final class Compression {

    private static final int LENGTH_BYTES = 4;
    /** One byte of a zlib stream stands for at most as many. */
    private static final long RATIO_MAX = 1032;

    private Compression() {
    }

    /**
     * @param deflater as new or reset; left in need of a reset
     * @return null when that would not be shorter
     */
    public static @Nullable ByteBuffer compress(Deflater deflater, ByteBuffer payload) {
        int room = payload.remaining() - 1;
        if (room <= LENGTH_BYTES) {
            return null;
        }
        ByteBuffer stored = ByteBuffer.allocate(room).order(ByteOrder.LITTLE_ENDIAN).putInt(payload.remaining());
        deflater.setInput(payload.duplicate());
        deflater.finish();
        while (!deflater.finished()) {
            if (deflater.deflate(stored) == 0 && !deflater.finished()) {
                return null;
            }
        }
        return stored.flip();
    }

    /**
     * @param offset of the frame, for the error
     * @param bytesMax no payload is longer
     */
    public static ByteBuffer expand(ByteBuffer stored, long offset, long bytesMax) throws BadBytes {
        ByteBuffer source = stored.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int stream = source.remaining() - LENGTH_BYTES;
        long length = stream < 0 ? 0 : Integer.toUnsignedLong(source.getInt());
        long limit = Math.min(bytesMax, stream * RATIO_MAX);
        if (stream < 0 || length > limit) {
            throw BadBytes.corrupt(offset, "a compressed payload of at most " + limit + " bytes", Long.toString(length));
        }
        ByteBuffer payload = ByteBuffer.allocate((int) length + 1); // one more shows a stream that is too long
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(source);
            while (!inflater.finished() && inflater.inflate(payload) > 0) {
                continue;
            }
            if (!inflater.finished() || payload.position() != length || inflater.getRemaining() > 0) {
                throw BadBytes.corrupt(offset, "a zlib stream of " + length + " bytes", "one of another length");
            }
        } catch (DataFormatException e) {
            throw BadBytes.corrupt(offset, "a zlib stream", "none: " + e.getMessage());
        } finally {
            inflater.end();
        }
        return payload.flip();
    }
}
