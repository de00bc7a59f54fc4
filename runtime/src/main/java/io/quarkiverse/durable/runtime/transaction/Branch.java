package io.quarkiverse.durable.runtime.transaction;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.journal.Outcome;
import io.quarkiverse.durable.runtime.journal.Participant;
import io.quarkiverse.durable.runtime.slot.Marked;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.wal.Wal;

/** What a transaction does on one datasource: its slot, its mark, and how it ended there. */
final class Branch {

    private final CommitProtocol protocol;
    private final SlotSpace space;
    private final Slot slot;
    private final Set<String> sinks;
    private @Nullable Marked marked;
    /** The session of the mark may live on without us and hold the slot's row. */
    private boolean sessionLost;

    private Branch(CommitProtocol protocol, SlotSpace space, Slot slot, Set<String> sinks) {
        this.protocol = protocol;
        this.space = space;
        this.slot = slot;
        this.sinks = sinks;
    }

    static Branch take(CommitProtocol protocol, SlotSpace space, Set<String> channels, long beganAt) {
        try {
            return new Branch(protocol, space, space.take(beganAt), space.sinksOf(channels));
        } catch (SQLException e) {
            throw new DurableException("DURABLE-0122", "No slot could be taken on datasource " + space.table().datasource()
                    + ": " + e.getMessage() + ". The transaction is rolled back.", e);
        }
    }

    SlotSpace space() {
        return space;
    }

    Participant participant() {
        return new Participant(space.table().datasource(), slot.number(), slot.lastTx(), space.table().epoch(), null);
    }

    /** Makes a transaction that has not written to this database one that has. */
    void enter() {
        try {
            space.table().enter();
        } catch (SQLException e) {
            throw markFailed(e);
        }
    }

    /** @param staged whether the commit does not wait for the log, so that the record has to travel with the mark */
    void mark(long transaction, ByteBuffer record, boolean staged, Attempt.Owner owner) {
        try {
            ByteBuffer carried = staged || space.keepsUntilPublished() ? record : null;
            Marked answer = answer(transaction, carried, owner);
            if (carried != null) {
                refuseUnsynced(answer);
            }
            marked = answer;
        } catch (SQLException e) {
            sessionLost = true;
            throw markFailed(e);
        }
    }

    private Marked answer(long transaction, @Nullable ByteBuffer staged, Attempt.Owner owner) throws SQLException {
        Marked answer = owner.isWanted() ? space.table().mark(slot, transaction, true, staged) : null;
        if (answer == null && owner.isWanted()) {
            // a transaction that reported a change and wrote no row (an empty collection for an empty one) is not inside one yet
            space.table().enter();
            answer = space.table().mark(slot, transaction, true, staged);
        }
        if (answer == null) {
            throw owner.isWanted() ? protocol.missed(space, slot)
                    : new DurableException("DURABLE-0115", CommitProtocol.ENDED_EARLY);
        }
        return answer;
    }

    private DurableException markFailed(SQLException e) {
        return new DurableException("DURABLE-0122", "The mark of the transaction could not be written to datasource "
                + space.table().datasource() + ": " + e.getMessage() + ". The transaction is rolled back.", e);
    }

    /** A commit that the database may still lose, and that the log need not have: nobody would give it back. */
    private void refuseUnsynced(Marked answer) {
        if (!answer.synced()) {
            throw new DurableException("DURABLE-0125", "The session of the transaction on datasource "
                    + space.table().datasource()
                    + " has synchronous_commit=off, and the commit mode is staged, which relies on the"
                    + " database alone. Leave synchronous_commit on, or set quarkus.durable.commit-mode=strict. The transaction"
                    + " is rolled back.");
        }
    }

    /** Whether the database says that it committed; if not it may still have, or may yet. */
    boolean isConfirmed(long transaction) {
        try {
            return marked != null && space.table().confirms(slot, transaction);
        } catch (SQLException e) {
            return false;
        }
    }

    void committed(long transaction, Outcome.Evidence evidence) {
        Marked answer = marked;
        if (answer == null) {
            throw new IllegalStateException("Transaction " + transaction + " committed without a mark");
        }
        Outcome outcome = new Outcome(transaction, space.table().datasource(), Outcome.Result.COMMITTED, answer.token(),
                evidence);
        protocol.outcome(new Decided(space, transaction, slot, outcome, answer.rowId(), sinks));
    }

    /** COMMIT was not sent. */
    void notSent(long transaction, String why, Rows rows) {
        if (sessionLost) {
            ask(transaction, "the mark failed: " + why, rows);
            return;
        }
        Outcome outcome = new Outcome(transaction, space.table().datasource(), Outcome.Result.ROLLED_BACK, 0,
                Outcome.Evidence.NOT_SENT);
        protocol.outcome(new Decided(space, transaction, slot, outcome, slot.rowId(), sinks));
    }

    /** Leaves it to the resolver how it ended. */
    void ask(long transaction, String why, Rows rows) {
        protocol.inDoubt(new Doubt(space, transaction, slot, why, rows, sinks));
    }

    /** Nothing was written with the slot. */
    void giveBackUnused() {
        space.pool().release(slot.number(), slot.lastTx(), slot.exists(), slot.rowId());
    }

    /**
     * A branch whose outcome is known and not yet in the log.
     *
     * @param sinks that the slot waits for if it committed
     */
    record Decided(SlotSpace space, long transaction, Slot slot, Outcome outcome, @Nullable String rowId,
            Set<String> sinks) {

        Key key() {
            return new Key(transaction, outcome.datasource());
        }

        /** After the outcome was appended (rule R3). */
        void free(Wal.Ticket written) {
            boolean committed = outcome.committed();
            long shown = committed ? transaction : slot.lastTx();
            space.whenSettled(written, shown, committed ? sinks : Set.of(),
                    () -> space.pool().release(slot.number(), shown, committed || slot.exists(), rowId));
        }
    }

    /**
     * A branch whose outcome has to be asked.
     *
     * @param rows later transactions with one of them are published after this one
     * @param sinks that the slot waits for if it committed
     */
    record Doubt(SlotSpace space, long transaction, Slot slot, String why, Rows rows, Set<String> sinks) {

        String datasource() {
            return space.table().datasource();
        }

        Key key() {
            return new Key(transaction, datasource());
        }
    }

    /** Names a branch. */
    record Key(long transaction, String datasource) implements Comparable<Key> {

        private static final Comparator<Key> ORDER = Comparator.comparingLong(Key::transaction)
                .thenComparing(Key::datasource);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }
}
