package io.quarkiverse.durable.runtime.transaction;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.Change;
import io.quarkiverse.durable.runtime.journal.Chunks;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.Outcome;
import io.quarkiverse.durable.runtime.journal.TransactionRecord;
import io.quarkiverse.durable.spi.ProtocolListener.Step;
import io.quarkiverse.durable.spi.TransactionMetadata;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;

/**
 * One run of the protocol: append, mark on each datasource, wait; and afterwards the outcomes. Run by one thread, ended once.
 */
final class Attempt {

    private final CommitProtocol protocol;
    private final Work work;
    private final List<Branch> branches;
    /** The commit does not wait for the log, as the record travels in the slot. */
    private boolean staged;
    private ByteBuffer record = ByteBuffer.allocate(0);
    private long transaction;
    /** Whether a reported commit may be believed: of one local resource, and nothing beside it (rule R4). */
    private boolean believed;

    /**
     * What is to be made durable.
     *
     * @param changes those in memory
     * @param overflow those in the log
     * @param ofEvents participant of its explicit events
     */
    record Work(List<Change> changes, Overflow overflow, int ofEvents, TransactionMetadata metadata) {

        boolean isOfEventsAlone() {
            return !overflow.writesRows() && changes.stream().allMatch(change -> change.operation() == Operation.EVENT);
        }

        Rows rows() {
            return overflow.rowsAnd(changes);
        }

        Set<String> channels() {
            Set<String> channels = new HashSet<>(overflow.channels());
            changes.forEach(change -> channels.add(change.channel()));
            return channels;
        }
    }

    private Attempt(CommitProtocol protocol, List<Branch> branches, Work work) {
        this.protocol = protocol;
        this.branches = branches;
        this.work = work;
    }

    /** @param spaces one for each participant that the changes name, in that order */
    static Attempt take(CommitProtocol protocol, List<SlotSpace> spaces, Work work, long beganAt) {
        List<Branch> taken = new ArrayList<>(spaces.size());
        try {
            spaces.forEach(space -> taken.add(Branch.take(protocol, space, work.channels(), beganAt)));
        } catch (RuntimeException e) {
            taken.forEach(Branch::giveBackUnused);
            throw e;
        }
        return new Attempt(protocol, taken, work);
    }

    /**
     * Returns when the marks were answered, and the record is durable or travels with the mark, so that COMMIT may be sent.
     *
     * @param owner told as soon as there is a record, so that there has to be an outcome
     */
    void run(Owner owner) {
        try {
            if (work.isOfEventsAlone()) {
                branches.forEach(Branch::enter);
            }
            believed = branches.size() == 1 && branches.get(0).space().isBelieved() && owner.isAlone();
            Wal.Ticket ticket = append();
            owner.hasRecord();
            protocol.step(Step.APPENDED, transaction);
            branches.forEach(branch -> branch.mark(transaction, record, staged, owner));
            protocol.step(Step.MARKED, transaction);
            if (!staged) {
                ticket.await();
                protocol.step(Step.DURABLE, transaction);
            } else {
                protocol.step(Step.STAGED, transaction);
            }
            believed = believed && owner.isAlone();
        } catch (WalException e) {
            throw protocol.logFailed(e);
        }
    }

    private Wal.Ticket append() {
        Chunks chunks = work.overflow().chunks(work.ofEvents());
        Journal.Encoded encoded = protocol.journal().encode(new TransactionRecord(
                branches.stream().map(Branch::participant).toList(), metadata(), work.changes(), chunks));
        record = encoded.payload();
        branches.forEach(branch -> branch.space().refuseTooLong(record.remaining(), chunks != null));
        Wal.Ticket ticket = protocol.journal().append(encoded);
        transaction = ticket.lsn().value();
        // a prepared branch may commit after a restart: its record has to be in the log by then, and not only in its row; and of
        // a large transaction the row would have the end alone
        staged = believed && chunks == null && branches.get(0).space().stages(record.remaining());
        return ticket;
    }

    private TransactionRecord.Metadata metadata() {
        boolean inSlot = branches.stream().anyMatch(branch -> branch.space().staging() != null);
        TransactionMetadata of = work.metadata();
        return new TransactionRecord.Metadata(of.tenant(), of.user(), of.traceparent(), inSlot ? System.currentTimeMillis() : 0,
                of.requestId(), of.reason());
    }

    /** How it ended, as far as one may believe: writes outcomes and frees slots, or hands over to the resolver. */
    void ended(Ending ending, String why) {
        if (transaction == 0) {
            branches.forEach(Branch::giveBackUnused);
            return;
        }
        protocol.step(ending == Ending.COMMITTED ? Step.COMMITTED : Step.NOT_COMMITTED, transaction);
        for (Branch branch : branches) {
            ended(branch, ending, why);
        }
    }

    private void ended(Branch branch, Ending ending, String why) {
        switch (ending) {
            case COMMITTED:
                if (believed) {
                    branch.committed(transaction, Outcome.Evidence.REPORTED);
                } else if (branch.isConfirmed(transaction)) {
                    branch.committed(transaction, Outcome.Evidence.SLOT);
                } else {
                    branch.ask(transaction, why + ", and the slot does not say so", work.rows());
                }
                break;
            case NOT_SENT:
                branch.notSent(transaction, why, work.rows());
                break;
            case IN_DOUBT:
                branch.ask(transaction, why, work.rows());
                break;
        }
    }

    /** Leaves it to the resolver how it ended. */
    void ask(String why) {
        branches.forEach(branch -> branch.ask(transaction, why, work.rows()));
    }

    /** Whose attempt it is. */
    interface Owner extends CompletionWatch.Watched {

        /** Whether the transaction still goes on. */
        boolean isWanted();

        /** Whether no other resource takes part, so that the database commits in one phase. */
        boolean isAlone();

        /** There is a record of the transaction in the log. */
        void hasRecord();
    }
}
