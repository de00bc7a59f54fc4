package io.quarkiverse.durable.wal.segment;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.format.BadBytes;
import io.quarkiverse.durable.wal.format.Batch;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.segment.TailDecision.Found;

/** Reads a segment to the last batch that checks, and looks at what is behind it. */
public final class TailScan {

    private static final int CHUNK_BLOCKS = 64;

    private TailScan() {
    }

    /**
     * @param usedBytes up to the end of the last batch that checks
     * @param last record that checks, one below the segment's first when there is none
     * @param reason why the next batch does not check
     */
    public record Tail(long usedBytes, Lsn last, Found found, boolean laterBatch, BadBytes reason) {
    }

    public static Tail of(SegmentReader segment) throws IOException, BadBytes {
        long size = segment.file().sizeBytes();
        int block = 1;
        long next = segment.header().first().value();
        while (true) {
            try {
                Batch batch = segment.read(block, next, size);
                block += batch.sizeBytes() / Layout.BLOCK_BYTES;
                next = batch.last().value() + 1;
            } catch (BadBytes reason) {
                if (reason.isNewer()) {
                    throw reason;
                }
                return new Tail((long) block * Layout.BLOCK_BYTES, Lsn.of(next - 1), found(segment, block),
                        laterBatch(segment, block + 1), reason);
            }
        }
    }

    private static Found found(SegmentReader segment, int block) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(Layout.BLOCK_BYTES);
        segment.file().read(head, (long) block * Layout.BLOCK_BYTES);
        head.flip();
        if (head.limit() == 0) {
            return Found.END;
        }
        return Batch.begins(head, block, segment.header().sequence()) ? Found.DAMAGED : Found.NOTHING;
    }

    private static boolean laterBatch(SegmentReader segment, int fromBlock) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BLOCKS * Layout.BLOCK_BYTES);
        for (int base = fromBlock;; base += CHUNK_BLOCKS) {
            int read = segment.file().read(chunk.clear(), (long) base * Layout.BLOCK_BYTES);
            for (int at = 0; at < read; at += Layout.BLOCK_BYTES) {
                int index = base + at / Layout.BLOCK_BYTES;
                ByteBuffer block = chunk.slice(at, Math.min(Layout.BLOCK_BYTES, read - at));
                if (Batch.begins(block, index, segment.header().sequence()) && checks(segment, block, index)) {
                    return true;
                }
            }
            if (read < chunk.capacity()) {
                return false;
            }
        }
    }

    private static boolean checks(SegmentReader segment, ByteBuffer block, int index) throws IOException {
        long bytes = Batch.firstFrameBytes(block);
        if (bytes > Layout.batchBytesMax(segment.header().sizeBytes())) {
            return false;
        }
        ByteBuffer frame = ByteBuffer.allocate((int) bytes);
        segment.file().read(frame, (long) index * Layout.BLOCK_BYTES);
        return frame.flip().limit() == bytes && Batch.firstFrameChecks(frame);
    }
}
