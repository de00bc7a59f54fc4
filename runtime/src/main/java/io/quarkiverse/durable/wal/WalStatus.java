package io.quarkiverse.durable.wal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What a log looked like at one moment.
 *
 * @param diskBytes bytes of all segment files, those that wait to be used again included
 * @param directIo false where the file system refused it or it is switched off
 * @param segments in LSN order
 * @param holds name of each hold and cursor and the lowest LSN that it keeps
 * @param failure why the log is poisoned, else what failed at the last attempt to save cursors and release segments, or null
 */
public record WalStatus(UUID logId, long epoch, Lsn firstLsn, Lsn lastLsn, Lsn durableLsn, long diskBytes, boolean directIo,
        List<Segment> segments, Map<String, Lsn> holds, @Nullable String failure) {

    /** Ids of the keys without which a segment cannot be read; no other key has to be kept. */
    public Set<Long> keysNeeded() {
        return segments.stream().map(Segment::keyId).filter(id -> id != 0).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * One segment; {@code lastLsn} is one below {@code firstLsn} while it is empty.
     *
     * @param usedBytes header and batches, as written so far, of the active one; of others, what their file takes
     * @param keyId of the key that it is encrypted with, 0 if it is not
     */
    public record Segment(String file, Lsn firstLsn, Lsn lastLsn, long sizeBytes, long usedBytes, boolean active,
            long keyId) {
    }
}
