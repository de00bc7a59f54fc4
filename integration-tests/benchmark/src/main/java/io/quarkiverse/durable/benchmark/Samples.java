package io.quarkiverse.durable.benchmark;

import java.util.Arrays;

/** Measured values, all of them kept, so that a percentile is one of them and not an estimate. */
final class Samples {

    private long[] values = new long[1024];
    private int count;

    void add(long value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    void addAll(Samples others) {
        for (int i = 0; i < others.count; i++) {
            add(others.values[i]);
        }
    }

    int count() {
        return count;
    }

    /** The smallest value that at least this share of all values does not exceed (nearest rank); 0 when there are none. */
    long percentile(double share) {
        if (count == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(share * count);
        return sorted[Math.max(1, rank) - 1];
    }
}
