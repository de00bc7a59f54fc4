package io.quarkiverse.durable.wal.commit;

/**
 * How long a batch waits for company.
 *
 * <p>
 * Appenders that were told of one write together come back together. To write what the first of them brings would let all
 * others wait for two writes. So the next write waits until as many have come as took part in the last one, as long as they
 * keep coming: who is left out waits for a whole write more, so the pause for the next of them may be as long as their share of
 * a write; and all pauses together one write. Where that is in vain, because they have other things to do, it is tried less and
 * less often.
 *
 * <p>
 * Changed by the thread whose turn it is, read by all: a stale value costs time, never a record.
 */
final class Gathering {

    private static final int SKIPS_MAX = 256;

    private volatile int target = 1;
    private volatile long beganNanos;
    private volatile long appendedNanos;
    private volatile long writeNanos;
    private int skips;
    private int skipped;

    /** One more is queued. */
    void appended(long nowNanos) {
        appendedNanos = nowNanos;
    }

    /** True when a batch of this many should be written now. */
    boolean isComplete(int queued, long nowNanos) {
        if (queued >= target || leftNanos(nowNanos) <= 0) {
            return true;
        }
        long quiet = Math.min(nowNanos - appendedNanos, nowNanos - beganNanos);
        return quiet > writeNanos * (target - queued) / target;
    }

    int target() {
        return target;
    }

    /** No batch waits longer than this from now on. */
    long leftNanos(long nowNanos) {
        return beganNanos + writeNanos - nowNanos;
    }

    /** What a write takes, a moving average; 0 before the first. */
    long writeNanos() {
        return writeNanos;
    }

    /**
     * A batch was written.
     *
     * @param records in it
     * @param queued meanwhile
     * @param tookNanos the write alone
     */
    void written(int records, int queued, long tookNanos, long nowNanos) {
        long before = writeNanos;
        writeNanos = before == 0 ? tookNanos : before + (tookNanos - before) / 8;
        if (target > 1) {
            learn(records >= target - target / 4);
        }
        int expected = records + queued;
        if (expected > 1 && skipped >= skips) {
            skipped = 0;
            beganNanos = nowNanos;
            target = expected;
        } else {
            skipped++;
            target = 1;
        }
    }

    private void learn(boolean paid) {
        skips = paid ? 0 : Math.min(SKIPS_MAX, skips * 2 + 1);
    }
}
