package io.quarkiverse.durable.runtime.publication;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.wal.Lsn;

/** One event on its way. Belongs to {@link Deliveries}; others read what is final. */
final class Delivery {

    final ChangeEvent event;
    final Transaction transaction;
    int failures;
    long dueNanos;

    Delivery(ChangeEvent event, Transaction transaction) {
        this.event = event;
        this.transaction = transaction;
    }

    /** A transaction with events for the channel, and the steps without any that followed it. */
    static final class Transaction {

        final Lsn lsn;
        final int events;
        /** Once all events are acknowledged, and all earlier ones, everything up to here is. */
        Lsn upTo;
        int unacknowledged;
        boolean begun;

        Transaction(Lsn lsn, int events) {
            this.lsn = lsn;
            this.events = events;
            this.upTo = lsn;
            this.unacknowledged = events;
        }
    }
}
