package io.quarkiverse.durable.wal.segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import io.quarkiverse.durable.wal.crypto.PayloadCipher;
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
    public ByteBuffer encode(SegmentHeader segment, PayloadCipher payloads, int block, List<? extends Unwritten> records) {
        long content = 0;
        for (int i = 0; i < records.size(); i++) {
            content += frameBytes(records.get(i).payload().remaining());
        }
        int size = Math.toIntExact(Layout.batchBytes(content));
        ByteBuffer target = room(size);
        frames.batch(target, segment.sequence(), block, size / Layout.BLOCK_BYTES);
        for (int i = 0; i < records.size(); i++) {
            encode(segment, payloads, records.get(i), target);
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

    private void encode(SegmentHeader segment, PayloadCipher payloads, Unwritten record, ByteBuffer target) {
        int flags = record.flags() | (segment.encrypted() ? Frame.ENCRYPTED : 0);
        int begin = target.position();
        frames.begin(record.type(), flags, segment.keyId(), record.lsnValue(), record.timestampMillis());
        ByteBuffer payload = record.payload();
        if (segment.encrypted()) {
            payloads.seal(Frame.decode(target, begin), payload, target);
        } else {
            int at = target.position();
            int length = payload.remaining();
            target.put(at, payload, payload.position(), length).position(at + length);
        }
        frames.end();
    }

    private ByteBuffer room(int bytes) {
        if (buffer.capacity() < bytes) {
            buffer = aligned(bytes);
        }
        return buffer.clear().limit(bytes);
    }
}
