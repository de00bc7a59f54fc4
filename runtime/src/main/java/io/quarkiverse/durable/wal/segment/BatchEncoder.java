package io.quarkiverse.durable.wal.segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.format.Frame;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.format.SegmentHeader;

/** Turns records into the blocks of one batch, in one aligned buffer that it keeps. Writer thread only. */
public final class BatchEncoder {

    private static final int BUFFER_BYTES_MIN = 256 << 10;

    private final SegmentCipher cipher;
    private final ByteBuffer zeros = ByteBuffer.allocate(Layout.BLOCK_BYTES + Layout.FRAME_BYTES);
    private ByteBuffer buffer;

    public BatchEncoder(SegmentCipher cipher) {
        this.cipher = cipher;
        this.buffer = aligned(BUFFER_BYTES_MIN);
    }

    public static ByteBuffer aligned(int bytes) {
        return ByteBuffer.allocateDirect(bytes + Layout.BLOCK_BYTES).alignedSlice(Layout.BLOCK_BYTES)
                .limit(bytes).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Bytes of a frame with this payload. */
    public long frameBytes(int payloadBytes) {
        return (long) Layout.FRAME_BYTES + payloadBytes + cipher.overheadBytes();
    }

    /** Valid until the next call. */
    public ByteBuffer encode(SegmentHeader segment, int block, List<? extends Unwritten> records) {
        long content = 0;
        for (Unwritten record : records) {
            content += frameBytes(record.payload().remaining());
        }
        int size = Math.toIntExact(Layout.batchBytes(content));
        int blocks = size / Layout.BLOCK_BYTES;
        ByteBuffer target = room(size);
        for (Unwritten record : records) {
            Frame frame = new Frame(record.type(), cipher.encrypts() ? Frame.ENCRYPTED : 0, cipher.keyId(), record.lsnValue(),
                    record.timestampMillis(), segment.sequence(), block, blocks);
            frame.encode(target, cipher.seal(place(segment, frame), record.payload()));
        }
        if (target.hasRemaining()) {
            Unwritten last = records.get(records.size() - 1);
            ByteBuffer fill = zeros.duplicate().limit(target.remaining() - Layout.FRAME_BYTES);
            new Frame(Layout.PADDING, 0, 0, last.lsnValue(), last.timestampMillis(), segment.sequence(), block, blocks)
                    .encode(target, fill);
        }
        return target.flip();
    }

    static SegmentCipher.Place place(SegmentHeader segment, Frame frame) {
        return new SegmentCipher.Place(segment.logId(), segment.sequence(), segment.salt(), frame.type(), frame.lsn(),
                frame.timestampMillis());
    }

    private ByteBuffer room(int bytes) {
        if (buffer.capacity() < bytes) {
            buffer = aligned(bytes);
        }
        return buffer.clear().limit(bytes);
    }
}
