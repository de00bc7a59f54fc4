package io.quarkiverse.durable.benchmark;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for moments that are less than a millisecond away. A parked thread comes back late by what the kernel and the processor
 * need; that is measured once, and each wait begins to end so much earlier. Half of the waits are late then, half are early.
 */
final class Timer {

    private static final int TRIALS = 401;

    private volatile long lateNanos;

    Timer(long lateNanos) {
        this.lateNanos = lateNanos;
    }

    static Timer calibratedFor(Duration wait) {
        Samples late = new Samples();
        for (int i = 0; i < TRIALS; i++) {
            long start = System.nanoTime();
            LockSupport.parkNanos(wait.toNanos());
            late.add(System.nanoTime() - start - wait.toNanos());
        }
        return new Timer(Math.max(0, late.percentile(0.5)));
    }

    long lateNanos() {
        return lateNanos;
    }

    /** Waits were so much too long on the whole, whatever the reason; fewer than 0 for too short. */
    void shorten(long nanos) {
        lateNanos = Math.max(0, lateNanos + nanos);
    }

    /** How long to park when so much is left; 0 or less for not at all. */
    long parkNanos(long leftNanos) {
        return leftNanos - lateNanos;
    }

    /** Returns at about that moment of {@link System#nanoTime()}. */
    void await(long moment) {
        for (long park = parkNanos(moment - System.nanoTime()); park > 0; park = parkNanos(moment - System.nanoTime())) {
            LockSupport.parkNanos(park);
        }
    }
}
