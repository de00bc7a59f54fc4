package io.quarkiverse.durable.wal.catalog;

import io.quarkiverse.durable.wal.segment.SegmentNames;

/** What an opening does with a file of the directory, as a table. */
public enum FileDecision {

    /** Belongs to the log: read and checked. */
    SEGMENT,
    /** Waits to become a segment. */
    SPARE,
    /** What a crash left unfinished, or a spare file of another size: of no use. */
    REMOVE,
    /** Read by those who know its name, or not ours. */
    LEAVE;

    /** @param segmentSizeBytes size of new segments */
    public static FileDecision of(String name, long sizeBytes, long segmentSizeBytes) {
        if (SegmentNames.firstLsn(name).isPresent()) {
            return SEGMENT;
        }
        if (SegmentNames.spareNumber(name).isPresent()) {
            return sizeBytes == segmentSizeBytes ? SPARE : REMOVE;
        }
        return name.endsWith(".tmp") ? REMOVE : LEAVE;
    }
}
