package io.quarkiverse.durable.benchmark;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** When each transaction of a round was committed, as its caller saw it, and when its event reached the consumer. */
final class Deliveries {

    /** Transactions of one round. */
    static final int TRANSACTIONS_MAX = 1 << 20;

    private final long firstId;
    private final AtomicLongArray committedAt = new AtomicLongArray(TRANSACTIONS_MAX);
    private final AtomicLongArray receivedAt = new AtomicLongArray(TRANSACTIONS_MAX);
    private final AtomicInteger committed = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();

    Deliveries(long firstId) {
        this.firstId = firstId;
    }

    void committed(long id, long nanos) {
        committedAt.set(index(id), nanos);
        committed.incrementAndGet();
    }

    /** Repetitions do not count. An event of another round fails, since rounds wait for their events. */
    void received(long id, long nanos) {
        if (receivedAt.compareAndSet(index(id), 0, nanos)) {
            received.incrementAndGet();
        }
    }

    private int index(long id) {
        long index = id - firstId;
        if (index < 0 || index >= TRANSACTIONS_MAX) {
            throw new IllegalStateException(
                    "Order " + id + " is not of this round, which begins at " + firstId + " and has at most "
                            + TRANSACTIONS_MAX + "; take less benchmark.seconds");
        }
        return (int) index;
    }

    int undelivered() {
        return committed.get() - received.get();
    }

    /** Nanoseconds from the return of commit to the consumer; 0 where the consumer was first. */
    Samples latencies() {
        Samples latencies = new Samples();
        for (int i = 0; i < TRANSACTIONS_MAX; i++) {
            long sent = committedAt.get(i);
            long arrived = receivedAt.get(i);
            if (sent != 0 && arrived != 0) {
                latencies.add(Math.max(0, arrived - sent));
            }
        }
        return latencies;
    }
}
