package io.quarkiverse.durable.runtime.publication;

import java.time.Duration;

/** Decides when a failure that repeats is worth a line: the first time, then after ever longer silences, up to a bound. */
final class FailureReport {

    private static final long SILENCE_FIRST_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long SILENCE_LONGEST_NANOS = Duration.ofMinutes(10).toNanos();

    private long silenceNanos;
    private long quietUntilNanos;
    private boolean open;

    /** Whether a failure now is worth a line. */
    boolean failed(long nowNanos) {
        if (open && nowNanos - quietUntilNanos < 0) {
            return false;
        }
        silenceNanos = open ? Math.min(silenceNanos * 2, SILENCE_LONGEST_NANOS) : SILENCE_FIRST_NANOS;
        quietUntilNanos = nowNanos + silenceNanos;
        open = true;
        return true;
    }

    /** Whether the end of the trouble is worth a line. */
    boolean healed() {
        boolean wasOpen = open;
        open = false;
        return wasOpen;
    }
}
