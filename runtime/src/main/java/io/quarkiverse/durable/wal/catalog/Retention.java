package io.quarkiverse.durable.wal.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.durable.wal.Lsn;

/** Which segments nobody needs any more. */
public final class Retention {

    private Retention() {
    }

    /**
     * The first record that must be kept.
     *
     * @param claims from where each cursor and hold needs the log
     * @param readers from where each reader still reads; they keep records, but nothing is released on their account alone
     * @return empty when everything must be kept, because nobody has said what it needs
     */
    public static Optional<Lsn> keepFrom(Collection<Lsn> claims, Collection<Lsn> readers) {
        Optional<Lsn> claimed = claims.stream().min(Lsn::compareTo);
        return claimed.map(from -> readers.stream().reduce(from, Lsn::min));
    }

    /** How many of the segments, from the oldest, lie wholly below {@code keepFrom}. The newest is always kept. */
    public static int releasable(List<Segment> segments, Lsn keepFrom) {
        int count = 0;
        while (count < segments.size() - 1 && segments.get(count).last().isBefore(keepFrom)) {
            count++;
        }
        return count;
    }
}
