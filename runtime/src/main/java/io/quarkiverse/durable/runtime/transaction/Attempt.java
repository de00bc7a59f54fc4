package io.quarkiverse.durable.runtime.transaction;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.journal.Change;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.Outcome;
import io.quarkiverse.durable.runtime.journal.Participant;
import io.quarkiverse.durable.runtime.journal.TransactionRecord;
import io.quarkiverse.durable.runtime.slot.Marked;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.spi.ProtocolListener.Step;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;

/**
 * One run of the protocol: append, mark, wait; and afterwards the outcome. Run by one thread, ended once.
 */
final class Attempt {

    private final CommitProtocol protocol;
    private final SlotSpace space;
    private final List<Change> changes;
    private final Slot slot;
    private @Nullable ByteBuffer staged;
    private long transaction;
    private @Nullable Marked marked;
    /** The session of the mark may live on without us and hold the slot's row. */
    private boolean sessionLost;

    Attempt(CommitProtocol protocol, SlotSpace space, List<Change> changes, long beganAt) throws SQLException {
        this.protocol = protocol;
        this.space = space;
        this.changes = changes;
        this.slot = space.take(beganAt);
    }

    /**
     * Returns when the mark was answered, and the record is durable or travels with the mark, so that COMMIT may be sent.
     *
     * @param owner told as soon as there is a record, so that there has to be an outcome
     */
    void run(Owner owner) {
        try {
            boolean explicitOnly = changes.stream()
                    .allMatch(change -> change.operation() == io.quarkiverse.durable.Operation.EVENT);
            if (explicitOnly) {
                space.table().enter();
            }
            Wal.Ticket ticket = append();
            owner.hasRecord();
            protocol.step(Step.APPENDED, transaction);
            marked = mark(owner);
            protocol.step(Step.MARKED, transaction);
            if (staged == null) {
                ticket.await();
                protocol.step(Step.DURABLE, transaction);
            } else {
                refuseUnsynced(marked);
                protocol.step(Step.STAGED, transaction);
            }
        } catch (SQLException e) {
            sessionLost = transaction != 0;
            throw new DurableException("DURABLE-0122", "The mark of the transaction could not be written to datasource "
                    + space.table().datasource() + ": " + e.getMessage() + ". The transaction is rolled back.", e);
        } catch (WalException e) {
            throw protocol.logFailed(e);
        }
    }

    private Wal.Ticket append() {
        Participant participant = new Participant(space.table().datasource(), slot.number(), slot.lastTx(),
                space.table().epoch(), null);
        Journal.Encoded encoded = protocol.journal()
                .encode(new TransactionRecord(List.of(participant), TransactionRecord.Metadata.NONE, changes));
        Wal.Ticket ticket = protocol.journal().append(encoded);
        transaction = ticket.lsn().value();
        staged = space.stages(encoded.payload().remaining()) ? encoded.payload() : null;
        return ticket;
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

    private Marked mark(Owner owner) throws SQLException {
        Marked answer = owner.isWanted() ? space.table().mark(slot, transaction, true, staged) : null;
        if (answer == null && owner.isWanted()) {
            // a transaction that reported a change and wrote no row (an empty collection for an empty one) is not inside one yet
            space.table().enter();
            answer = space.table().mark(slot, transaction, true, staged);
        }
        if (answer == null) {
            throw missed(owner);
        }
        return answer;
    }

    private DurableException missed(Owner owner) {
        if (!owner.isWanted()) {
            return new DurableException("DURABLE-0115", CommitProtocol.ENDED_EARLY);
        }
        return protocol.missed(space, slot);
    }

    /** How it ended: writes the outcome and frees the slot, or hands over to the resolver. */
    void ended(Ending ending, String why) {
        if (transaction == 0) {
            giveBackUnused();
            return;
        }
        switch (ending) {
            case COMMITTED:
                protocol.step(Step.COMMITTED, transaction);
                Marked answer = marked;
                if (answer == null) {
                    throw new IllegalStateException("Transaction " + transaction + " committed without a mark");
                }
                protocol.outcome(new Decided(space, transaction, slot, outcome(Outcome.Result.COMMITTED, answer.token(),
                        Outcome.Evidence.REPORTED), answer.rowId()));
                break;
            case NOT_SENT:
                protocol.step(Step.NOT_COMMITTED, transaction);
                if (sessionLost) {
                    ask("the mark failed: " + why);
                    break;
                }
                protocol.outcome(new Decided(space, transaction, slot,
                        outcome(Outcome.Result.ROLLED_BACK, 0, Outcome.Evidence.NOT_SENT), slot.rowId()));
                break;
            case IN_DOUBT:
                protocol.step(Step.NOT_COMMITTED, transaction);
                ask(why);
                break;
        }
    }

    /** Leaves it to the resolver how it ended. */
    void ask(String why) {
        protocol.inDoubt(new Doubt(space, transaction, slot, why, rows(changes)));
    }

    /** Names of the rows and of the keys of explicit events: those for which publication keeps an order. */
    static Set<String> rows(List<Change> changes) {
        return changes.stream().map(Attempt::row).collect(Collectors.toUnmodifiableSet());
    }

    static String row(Change change) {
        return change.channel() + " " + change.key();
    }

    private void giveBackUnused() {
        space.pool().release(slot.number(), slot.lastTx(), slot.exists(), slot.rowId());
    }

    private Outcome outcome(Outcome.Result result, long token, Outcome.Evidence evidence) {
        return new Outcome(transaction, space.table().datasource(), result, token, evidence);
    }

    /** A transaction whose outcome is known and not yet in the log. */
    record Decided(SlotSpace space, long transaction, Slot slot, Outcome outcome, @Nullable String rowId) {

        /** After the outcome was appended (rule R3). */
        void free(Wal.Ticket written) {
            boolean committed = outcome.committed();
            space.whenSettled(written, () -> space.pool().release(slot.number(), committed ? transaction : slot.lastTx(),
                    committed || slot.exists(), rowId));
        }
    }

    /**
     * A transaction whose outcome has to be asked.
     *
     * @param rows later transactions with one of them are published after this one
     */
    record Doubt(SlotSpace space, long transaction, Slot slot, String why, Set<String> rows) {

        String datasource() {
            return space.table().datasource();
        }
    }

    /** Whose attempt it is. */
    interface Owner extends CompletionWatch.Watched {

        /** Whether the transaction still goes on. */
        boolean isWanted();

        /** There is a record of the transaction in the log. */
        void hasRecord();
    }
}
