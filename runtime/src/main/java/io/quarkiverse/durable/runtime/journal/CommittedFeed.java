package io.quarkiverse.durable.runtime.journal;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.wal.Lsn;

/**
 * Committed transactions in LSN order, each once, and only those that are durable and have an outcome (rule R5). A transaction
 * whose outcome is not known for long is passed: its keys come in its place, its events when it has an outcome. Used by one
 * thread at a time; {@link #close()} may come from any.
 */
public interface CommittedFeed extends AutoCloseable {

    /** The next step, or null if there was none within {@code patience}. */
    @Nullable
    Item next(Duration patience);

    /** What became of a transaction that was passed, or null if there is no news; reads no further and does not wait. */
    @Nullable
    Item nextDecision();

    @Override
    void close();

    /** What a step of the feed says. */
    enum Kind {
        /** A step forward: everything up to and including it is decided, but for what was passed before. */
        FORWARD,
        /** A step forward over a transaction without an outcome. */
        PASSED,
        /** No step forward: a transaction that was passed has its outcome now. */
        DECIDED,
        /** No step forward: some events of a large transaction that committed; more of them follow at once. */
        PART
    }

    /**
     * A step.
     *
     * @param lsn of the transaction, or of the last record that has been seen
     * @param kind whether it goes forward, and what it is
     * @param events of the committed transaction {@code lsn}, for the channel asked for; empty where there is nothing to
     *        publish, which for {@link Kind#DECIDED} means that it did not commit. Of a large transaction a bounded number of
     *        events in each of several {@link Kind#PART}s, and the last ones in a {@link Kind#FORWARD}.
     * @param keys of {@link Kind#PASSED}: one for each event that there will be if it committed, in their order; not empty
     */
    record Item(Lsn lsn, Kind kind, List<ChangeEvent> events, List<String> keys) {

        /** A step forward. */
        public Item(Lsn lsn, List<ChangeEvent> events) {
            this(lsn, Kind.FORWARD, events, List.of());
        }

        public static Item passed(Lsn lsn, List<String> keys) {
            return new Item(lsn, Kind.PASSED, List.of(), keys);
        }

        public static Item part(Lsn lsn, List<ChangeEvent> events) {
            return new Item(lsn, Kind.PART, events, List.of());
        }

        public static Item decided(Lsn lsn, List<ChangeEvent> events) {
            return new Item(lsn, Kind.DECIDED, events, List.of());
        }
    }

    /**
     * How a feed deals with transactions whose outcome is not known.
     *
     * @param after how long others wait for such a transaction before they pass it
     * @param already passed by an earlier feed of the channel, and not decided
     * @param eventsMax a large transaction that would have more for the channel is not passed: others wait for it
     */
    record Passing(Duration after, List<Lsn> already, int eventsMax) {

        private static final int EVENTS_MAX = 4096;

        public Passing(Duration after, List<Lsn> already) {
            this(after, already, EVENTS_MAX);
        }

        /** Nobody passes. */
        public static final Passing NEVER = new Passing(Duration.ofDays(36_500), List.of());
    }
}
