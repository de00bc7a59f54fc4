package io.quarkiverse.durable.wal.commit;

/**
 * How long a batch waits for company.
 *
 * <p>
 * Appenders that were told of one write together come back together. To write what the first of them brings would let all
 * others wait for two writes, so the next write waits until as many have come as took part in the last one, but a quarter of
 * the time of a write at most. Where that is in vain, because they have other things to do, it is tried less and less often.
 *
 * <p>
 * Changed by the thread whose turn it is, read by all: a stale value costs time, never a record.
 */
final class Gathering {

    private static final int SHARE_OF_WRITE = 4;
    private static final int SKIPS_MAX = 256;

    private volatile int target = 1;
    private volatile long deadlineNanos;
    private volatile long writeNanos;
    private int skips;
    private int skipped;

    /** True when a batch of this many should be written now. */
    boolean isComplete(int queued, long nowNanos) {
        return queued >= target || nowNanos - deadlineNanos >= 0;
    }

    int target() {
        return target;
    }

    long leftNanos(long nowNanos) {
        return deadlineNanos - nowNanos;
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
            learn(records >= target);
        }
        int expected = records + queued;
        if (expected > 1 && skipped >= skips) {
            skipped = 0;
            deadlineNanos = nowNanos + writeNanos / SHARE_OF_WRITE;
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
