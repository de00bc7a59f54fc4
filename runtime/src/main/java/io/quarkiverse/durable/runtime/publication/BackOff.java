package io.quarkiverse.durable.runtime.publication;

import java.time.Duration;

/**
 * How long to wait before a repetition: twice as long each time, up to a bound, and of that a random part between half and all.
 *
 * @param first before the first repetition
 * @param longest bound of all waits
 */
record BackOff(Duration first, Duration longest) {

    private static final int DOUBLINGS_MAX = 30;

    BackOff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("A back-off from " + first + " to " + longest + " is none");
        }
    }

    /**
     * @param failures so far, at least 1
     * @param random from 0 to 1
     */
    long nanosAfter(int failures, double random) {
        int doublings = Math.min(failures - 1, DOUBLINGS_MAX);
        long full = first.toNanos() > longest.toNanos() >> doublings ? longest.toNanos() : first.toNanos() << doublings;
        return full / 2 + (long) (random * (full - full / 2));
    }
}
