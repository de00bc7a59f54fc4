package io.quarkiverse.durable.wal;

/**
 * Log sequence number: the number of a record in one log.
 *
 * <p>
 * The first record of a log is 1; {@link #NONE} (0) is the position before it. Numbers rise by one within a segment and never
 * go back, also across truncation, restart and an emptied directory; between segments they may jump.
 *
 * @param value 0 or more
 */
public record Lsn(long value) implements Comparable<Lsn> {

    /** The position before the first record. */
    public static final Lsn NONE = new Lsn(0);

    public Lsn {
        if (value < 0) {
            throw new IllegalArgumentException("An LSN is 0 or more, not " + value);
        }
    }

    public static Lsn of(long value) {
        return value == 0 ? NONE : new Lsn(value);
    }

    public Lsn next() {
        return new Lsn(value + 1);
    }

    public Lsn previous() {
        return of(value - 1);
    }

    public boolean isAfter(Lsn other) {
        return value > other.value;
    }

    public boolean isBefore(Lsn other) {
        return value < other.value;
    }

    public static Lsn max(Lsn a, Lsn b) {
        return a.value >= b.value ? a : b;
    }

    public static Lsn min(Lsn a, Lsn b) {
        return a.value <= b.value ? a : b;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
