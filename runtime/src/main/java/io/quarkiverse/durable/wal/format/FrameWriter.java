package io.quarkiverse.durable.wal.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Writes the frames of a batch, one behind the other. Allocates nothing. For one thread at a time.
 *
 * <pre>
 * writer.batch(target, sequence, block, blocks);
 * writer.begin(type, flags, keyId, lsn, timestampMillis); // for each frame
 * target.put(payload);
 * writer.end();
 * </pre>
 */
public final class FrameWriter {

    private final CRC32C crc = new CRC32C();
    private ByteBuffer target = ByteBuffer.allocate(0);
    private int begin;

    private long sequence;
    private int block;
    private int blocks;

    /**
     * @param target little-endian, from its position on
     * @param sequence of the segment
     * @param block of the segment at which the batch begins
     * @param blocks in the batch
     */
    public void batch(ByteBuffer target, long sequence, int block, int blocks) {
        this.target = target;
        this.sequence = sequence;
        this.block = block;
        this.blocks = blocks;
    }

    /** The payload follows at the target's position. */
    public void begin(int type, int flags, int keyId, long lsn, long timestampMillis) {
        int at = target.position();
        begin = at;
        target.putShort(at + Frame.TYPE_AT, (short) type).putShort(at + Frame.FLAGS_AT, (short) flags);
        target.putInt(at + Frame.KEY_AT, keyId).putLong(at + Frame.LSN_AT, lsn);
        target.putLong(at + Frame.TIMESTAMP_AT, timestampMillis).putLong(at + Frame.SEQUENCE_AT, sequence);
        target.putInt(at + Frame.BATCH_BLOCK_AT, block).putInt(at + Frame.BATCH_BLOCKS_AT, blocks);
        target.position(at + Layout.FRAME_BYTES);
    }

    /** The payload ends at the target's position. */
    public void end() {
        int end = target.position();
        int limit = target.limit();
        target.putInt(begin + Frame.LENGTH_AT, end - begin - Layout.FRAME_BYTES);
        crc.reset();
        crc.update(target.limit(end).position(begin + Frame.LENGTH_AT));
        target.putInt(begin, (int) crc.getValue()).limit(limit);
    }
}
