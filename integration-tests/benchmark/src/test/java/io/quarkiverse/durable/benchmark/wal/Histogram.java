package io.quarkiverse.durable.benchmark.wal;

/**
 * Counts of durations in buckets that are at most 1/64 of their value wide. Recording allocates nothing. One thread at a time.
 */
public final class Histogram {

    private static final int STEP_BITS = 6;
    private static final int STEPS = 1 << STEP_BITS;

    private final long[] counts = new long[(Long.SIZE - STEP_BITS) * STEPS];
    private long count;

    public void record(long nanos) {
        counts[bucket(Math.max(0, nanos))]++;
        count++;
    }

    void addAll(Histogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
    }

    public long count() {
        return count;
    }

    /** Upper end of the bucket with the value of nearest rank; 0 when there are none. */
    public long percentile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return upperEnd(i);
            }
        }
        return 0;
    }

    private static int bucket(long value) {
        int exponent = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(value) - STEP_BITS - 1);
        return (exponent << STEP_BITS) + (int) (value >>> exponent);
    }

    private static long upperEnd(int bucket) {
        int exponent = Math.max(0, (bucket >>> STEP_BITS) - 1);
        long step = bucket - ((long) exponent << STEP_BITS);
        return ((step + 1) << exponent) - 1;
    }
}
