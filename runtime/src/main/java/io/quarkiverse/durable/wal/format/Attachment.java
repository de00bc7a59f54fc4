package io.quarkiverse.durable.wal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * A file {@code NAME.attachment}: bytes that the user of the log put down with it.
 *
 * <pre>
 *    0 u64 magic       16 16 B log id
 *    8 u32 version     32 the bytes
 *   12 u32 length     end u32 CRC32C of everything before
 * </pre>
 */
public record Attachment(UUID logId, ByteBuffer content) {

    private static final long MAGIC = 0x0A54_4157_5255_4451L; // "QDURWAT\n"
    private static final int CONTENT_AT = 32;
    private static final int CHECKSUM_BYTES = 4;

    public ByteBuffer encode() {
        int size = CONTENT_AT + content.remaining() + CHECKSUM_BYTES;
        ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(0, MAGIC).putInt(8, Layout.VERSION).putInt(12, size);
        Identifier.put(b, 16, logId);
        b.position(CONTENT_AT);
        b.put(content.duplicate());
        b.putInt(Checksum.of(b, 0, size - CHECKSUM_BYTES));
        return b.clear();
    }

    public static Attachment decode(ByteBuffer source) throws BadBytes {
        ByteBuffer b = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        WholeFile.check(b, MAGIC, CONTENT_AT + CHECKSUM_BYTES);
        return new Attachment(Identifier.get(b, 16),
                b.slice(CONTENT_AT, b.limit() - CONTENT_AT - CHECKSUM_BYTES));
    }
}
