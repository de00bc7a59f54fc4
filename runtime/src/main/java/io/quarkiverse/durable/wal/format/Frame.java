package io.quarkiverse.durable.wal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What stands before a payload.
 *
 * <pre>
 *    0 u32 CRC32C of the rest of the frame and the payload
 *    4 u32 payload length        24 u64 timestamp, ms
 *    8 u16 type                  32 u64 segment sequence
 *   10 u16 flags                 40 u32 block of the segment in which the batch begins
 *   12 u32 key id                44 u32 blocks in the batch
 *   16 u64 LSN                   48 payload
 * </pre>
 */
public record Frame(int type, int flags, int keyId, long lsn, long timestampMillis, long sequence, int batchBlock,
        int batchBlocks) {

    public static final int ENCRYPTED = 1;
    public static final int COMPRESSED = 2;

    static final int LENGTH_AT = 4;
    static final int TYPE_AT = 8;
    static final int FLAGS_AT = 10;
    static final int KEY_AT = 12;
    static final int LSN_AT = 16;
    static final int TIMESTAMP_AT = 24;
    static final int SEQUENCE_AT = 32;
    static final int BATCH_BLOCK_AT = 40;
    static final int BATCH_BLOCKS_AT = 44;

    /** Reads the frame at {@code at} without checking anything. */
    public static Frame decode(ByteBuffer source, int at) {
        ByteBuffer b = source.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        return new Frame(Short.toUnsignedInt(b.getShort(at + TYPE_AT)), Short.toUnsignedInt(b.getShort(at + FLAGS_AT)),
                b.getInt(at + KEY_AT), b.getLong(at + LSN_AT), b.getLong(at + TIMESTAMP_AT), b.getLong(at + SEQUENCE_AT),
                b.getInt(at + BATCH_BLOCK_AT), b.getInt(at + BATCH_BLOCKS_AT));
    }
}
