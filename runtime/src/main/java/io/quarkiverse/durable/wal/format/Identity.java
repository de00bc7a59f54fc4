package io.quarkiverse.durable.wal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

import io.quarkiverse.durable.wal.Lsn;

/**
 * The file {@code identity}: which log the directory holds, and its last opening.
 *
 * <pre>
 *    0 u64 magic       16 16 B log id    40 u64 created, ms    56 u32 1 when closed in order, else 0
 *    8 u32 version     32 u64 epoch      48 u64 last LSN       60 u32 CRC32C of bytes 0 to 59
 *   12 u32 length, 64
 * </pre>
 *
 * @param epoch number of the last opening, 0 before the first
 * @param last the log held this record when this was written, so an end below it is a loss
 * @param closed nothing was written after this
 */
public record Identity(UUID logId, long epoch, long createdMillis, Lsn last, boolean closed) {

    private static final long MAGIC = 0x0A44_4957_5255_4451L; // "QDURWID\n"
    private static final int BYTES = 64;
    private static final int CHECKSUM_AT = BYTES - 4;

    public Identity opened(Lsn end) {
        return new Identity(logId, epoch + 1, createdMillis, end, false);
    }

    public Identity closed(Lsn end) {
        return new Identity(logId, epoch, createdMillis, end, true);
    }

    public ByteBuffer encode() {
        ByteBuffer b = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(0, MAGIC).putInt(8, Layout.VERSION).putInt(12, BYTES);
        Identifier.put(b, 16, logId);
        b.putLong(32, epoch).putLong(40, createdMillis).putLong(48, last.value()).putInt(56, closed ? 1 : 0);
        b.putInt(CHECKSUM_AT, Checksum.of(b, 0, CHECKSUM_AT));
        return b;
    }

    public static Identity decode(ByteBuffer source) throws BadBytes {
        ByteBuffer b = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        WholeFile.check(b, MAGIC, BYTES);
        return new Identity(Identifier.get(b, 16), b.getLong(32), b.getLong(40), Lsn.of(b.getLong(48)), b.getInt(56) == 1);
    }
}
