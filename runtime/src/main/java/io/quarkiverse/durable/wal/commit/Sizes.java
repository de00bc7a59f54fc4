package io.quarkiverse.durable.wal.commit;

import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.segment.BatchEncoder;

/**
 * How much room records take.
 *
 * @param overheadBytes of a frame, besides its payload
 * @param capacityBytes of an empty segment
 * @param batchBytesMax no batch is made larger
 */
record Sizes(long overheadBytes, long capacityBytes, long batchBytesMax) {

    private static final int BATCH_BYTES = 1 << 20;

    static Sizes of(WalOptions options, BatchEncoder encoder) {
        long largest = Layout.batchBytes(encoder.frameBytes(options.recordBytesMax()));
        return new Sizes(encoder.frameBytes(0), options.segmentSizeBytes() - (long) Layout.BLOCK_BYTES,
                Math.max(largest, Math.min(BATCH_BYTES, Layout.batchBytesMax(options.segmentSizeBytes()))));
    }

    long frameBytes(int payloadBytes) {
        return overheadBytes + payloadBytes;
    }

    /** What a record takes at most, wherever it goes. */
    long worst(int payloadBytes) {
        return Layout.batchBytes(frameBytes(payloadBytes)) + Layout.BLOCK_BYTES;
    }

    boolean fitsBatch(long contentBytes, long roomBytes) {
        return Layout.batchBytes(contentBytes) <= Math.min(batchBytesMax, roomBytes);
    }
}
