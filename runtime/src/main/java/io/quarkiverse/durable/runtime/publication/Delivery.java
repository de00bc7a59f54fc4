package io.quarkiverse.durable.runtime.publication;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.wal.Lsn;

/**
 * One event on its way, or the place of one that will come if its transaction turns out to be committed. Belongs to
 * {@link Deliveries}; others read what is final.
 */
final class Delivery {

    final String key;
    final Transaction transaction;
    private @Nullable ChangeEvent event;
    int failures;
    long dueNanos;

    Delivery(String key, Transaction transaction) {
        this.key = key;
        this.transaction = transaction;
    }

    void decided(ChangeEvent what) {
        event = what;
    }

    /** Whether there is something to send. */
    boolean isDecided() {
        return event != null;
    }

    ChangeEvent event() {
        ChangeEvent known = event;
        if (known == null) {
            throw new IllegalStateException("Transaction " + transaction.lsn + " has no outcome");
        }
        return known;
    }

    /** A transaction with events for the channel, or a part of a large one, and the steps without any that followed it. */
    static final class Transaction {

        final Lsn lsn;
        final int events;
        final Whole whole;
        /** Of a transaction without an outcome, in the order of its events. */
        List<Delivery> undecided = List.of();
        /** Once all events are acknowledged, and all earlier ones, everything up to here is. */
        Lsn upTo;
        int unacknowledged;

        Transaction(Lsn lsn, Lsn upTo, int events, Whole whole) {
            this.lsn = lsn;
            this.events = events;
            this.upTo = upTo;
            this.unacknowledged = events;
            this.whole = whole;
        }
    }

    /** What the parts of a transaction share. */
    static final class Whole {

        boolean begun;
        /** All parts are here. */
        boolean complete;
        int unacknowledged;
    }
}
