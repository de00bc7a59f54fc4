package io.quarkiverse.durable.wal.catalog;

import io.quarkiverse.durable.wal.Lsn;

/**
 * A segment in use.
 *
 * @param previousFirst first record of the segment before, 0 when this is the log's first
 * @param last its last record, one below {@code first} when it has none; {@link #OPEN_END} while it is being written
 * @param keyId of the key that it is encrypted with, 0 if it is not
 */
public record Segment(String name, Lsn first, Lsn last, Lsn previousFirst, long fileBytes, long keyId) {

    public static final Lsn OPEN_END = Lsn.of(Long.MAX_VALUE);

    public boolean active() {
        return last.equals(OPEN_END);
    }

    Segment sealed(Lsn end) {
        return new Segment(name, first, end, previousFirst, fileBytes, keyId);
    }
}
