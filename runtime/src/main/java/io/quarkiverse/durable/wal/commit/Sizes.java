package io.quarkiverse.durable.wal.commit;

import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.segment.BatchEncoder;

/**
 * How much room records take.
 *
 * @param overheadBytes of a frame, besides its payload
 * @param capacityBytes of an empty segment
 * @param batchBytesMax no batch of several records is made larger: who waits for one waits for all of them, and encoding is
 *        fast
 *        only as long as it stays in the processor's cache
 */
record Sizes(long overheadBytes, long capacityBytes, long batchBytesMax) {

    private static final int BATCH_BYTES = 1 << 20;

    static Sizes of(WalOptions options, BatchEncoder encoder) {
        return new Sizes(encoder.frameBytes(0), options.segmentSizeBytes() - (long) Layout.BLOCK_BYTES,
                Math.min(BATCH_BYTES, Layout.batchBytesMax(options.segmentSizeBytes())));
    }

    long frameBytes(int payloadBytes) {
        return overheadBytes + payloadBytes;
    }

    /** What a record takes at most, wherever it goes. */
    long worst(int payloadBytes) {
        return Layout.batchBytes(frameBytes(payloadBytes)) + Layout.BLOCK_BYTES;
    }

    /**
     * What is to be left for small records that follow, even if each is a batch of its own, beside one that takes this much.
     */
    long left(long needed, int following) {
        if (following == 0) {
            return 0;
        }
        // an append is admitted with a block more than it takes
        long all = (long) following * Layout.batchBytes(frameBytes(Wal.SMALL_RECORD_BYTES)) + Layout.BLOCK_BYTES;
        return Math.max(0, Math.min(all, capacityBytes - needed));
    }

    /** @param alone there is one record in it, which is as large as it is */
    boolean fitsBatch(long contentBytes, boolean alone, long roomBytes) {
        long bytes = Layout.batchBytes(contentBytes);
        return bytes <= roomBytes && (alone || bytes <= batchBytesMax);
    }
}
