package io.quarkiverse.durable.wal.format;

/** Numbers that every reader and writer of the files must agree on. All integers are little-endian. */
public final class Layout {

    /** The newest format that this code reads, and the one it writes. */
    public static final int VERSION = 1;

    /** Unit of writing. The segment header fills the first block; every batch fills whole blocks. */
    public static final int BLOCK_BYTES = 4096;

    /** No segment is larger. */
    public static final int SEGMENT_BYTES_MAX = 1 << 30;

    /** Bytes before each payload. */
    public static final int FRAME_BYTES = 48;

    /** Type of the frame that fills a batch up to a block boundary. */
    public static final int PADDING = 0;

    private Layout() {
    }

    public static long roundUpToBlock(long bytes) {
        return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }

    /** Size of a batch whose records take {@code contentBytes}: what is left of its last block must hold a padding frame. */
    public static long batchBytes(long contentBytes) {
        long rounded = roundUpToBlock(contentBytes);
        long gap = rounded - contentBytes;
        return gap == 0 || gap >= FRAME_BYTES ? rounded : rounded + BLOCK_BYTES;
    }

    /** No record of a segment is larger, as it was appended. */
    public static long recordBytesMax(long segmentSizeBytes) {
        return segmentSizeBytes / 4;
    }

    /** No batch is larger; it bounds what a reader takes into memory. */
    public static long batchBytesMax(long segmentSizeBytes) {
        return segmentSizeBytes / 2 / BLOCK_BYTES * BLOCK_BYTES;
    }
}
