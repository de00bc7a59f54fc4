package io.quarkiverse.durable.wal.segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.format.Frame;
import io.quarkiverse.durable.wal.format.FrameWriter;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.format.SegmentHeader;

/** Turns records into the blocks of one batch, in one aligned buffer that it keeps. For who has the turn to write. */
public final class BatchEncoder {

    private static final int BUFFER_BYTES_MIN = 256 << 10;

    private final SegmentCipher cipher;
    private final FrameWriter frames = new FrameWriter();
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(Layout.BLOCK_BYTES + Layout.FRAME_BYTES);
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
        for (int i = 0; i < records.size(); i++) {
            content += frameBytes(records.get(i).payload().remaining());
        }
        int size = Math.toIntExact(Layout.batchBytes(content));
        ByteBuffer target = room(size);
        frames.batch(target, segment.sequence(), block, size / Layout.BLOCK_BYTES);
        for (int i = 0; i < records.size(); i++) {
            encode(segment, records.get(i), target);
        }
        int gap = target.remaining();
        if (gap > 0) {
            Unwritten last = records.get(records.size() - 1);
            frames.begin(Layout.PADDING, 0, 0, last.lsnValue(), last.timestampMillis());
            target.put(zeros.limit(gap - Layout.FRAME_BYTES).position(0));
            frames.end();
        }
        return target.flip();
    }

    private void encode(SegmentHeader segment, Unwritten record, ByteBuffer target) {
        frames.begin(record.type(), cipher.encrypts() ? Frame.ENCRYPTED : 0, cipher.keyId(), record.lsnValue(),
                record.timestampMillis());
        ByteBuffer payload = record.payload();
        if (cipher.encrypts()) {
            target.put(cipher.seal(new SegmentCipher.Place(segment.logId(), segment.sequence(), segment.salt(), record.type(),
                    record.lsnValue(), record.timestampMillis()), payload));
        } else {
            int at = target.position();
            int length = payload.remaining();
            target.put(at, payload, payload.position(), length).position(at + length);
        }
        frames.end();
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
