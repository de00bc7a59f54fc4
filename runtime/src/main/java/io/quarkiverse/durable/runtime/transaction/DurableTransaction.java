package io.quarkiverse.durable.runtime.transaction;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.capture.ChangeBuffer;
import io.quarkiverse.durable.runtime.journal.Change;
import io.quarkiverse.durable.runtime.journal.ChunkWriter;
import io.quarkiverse.durable.runtime.transaction.Passage.Duty;
import io.quarkiverse.durable.runtime.transaction.Passage.Next;
import io.quarkiverse.durable.runtime.transaction.Passage.Turn;

/**
 * One JTA transaction that changed something durable: collects its changes and runs the protocol as the last of its
 * interposed synchronisations (rule R6).
 */
final class DurableTransaction implements Synchronization, Attempt.Owner {

    private final CommitProtocol protocol;
    private final long beganAt;
    private final @Nullable Transaction jta;
    private final AtomicReference<Passage> passage = new AtomicReference<>(Passage.CAPTURING);
    private final Participants participants = new Participants();
    private final ChunkWriter chunks;
    private final Overflow overflow;
    private volatile @Nullable Attempt attempt;
    /** That of the first change that has one. */
    private @Nullable String tenant;

    /** @param jta asked by the watch whether it is over */
    DurableTransaction(CommitProtocol protocol, long beganAt, @Nullable Transaction jta) {
        this.protocol = protocol;
        this.beganAt = beganAt;
        this.jta = jta;
        this.chunks = protocol.journal().chunkWriter();
        this.overflow = new Overflow(chunks);
    }

    /**
     * Adds a change that was written to {@code to}; null for an explicit event. What memory has no room for goes to the log,
     * for which it may wait.
     */
    synchronized void add(@Nullable String to, Change change) {
        if (passage.get() != Passage.CAPTURING) {
            throw new DurableException("DURABLE-0112", "A change of " + change.type() + " " + change.key()
                    + " came after the durable part of its transaction was complete, or after the transaction ended."
                    + " A synchronisation that flushes during the commit must be registered before the last flush; the transaction is"
                    + " rolled back.");
        }
        if (participants.bytes() > 0
                && participants.bytes() + ChangeBuffer.sizeOf(change) > protocol.journal().chunking().bufferBytes()) {
            protocol.spill(participants.drain(), overflow);
        }
        participants.add(to, ofTenant(change));
    }

    private Change ofTenant(Change change) {
        if (tenant == null) {
            tenant = change.tenant();
        }
        return change.tenant() == null || !change.tenant().equals(tenant) ? change : change.ofTenant(null);
    }

    /** Whether it is too late to say anything more of it. */
    boolean isComplete() {
        return passage.get() != Passage.CAPTURING;
    }

    synchronized void savepoint(String datasource, String name) {
        participants.savepoint(datasource, name);
    }

    /** After a savepoint was rolled back: what was captured since did not happen. */
    synchronized void rollbackTo(String datasource, String name) {
        if (passage.get() != Passage.CAPTURING || !participants.rollbackTo(datasource, name)) {
            throw new DurableException("DURABLE-0144", "The transaction went back to the savepoint " + name
                    + ", and which changes of durable entities are undone cannot be known: the savepoint is not known, several"
                    + " datasources take part, or the commit has begun. The transaction is rolled back.");
        }
    }

    @Override
    public void beforeCompletion() {
        protocol.registerLast(new Synchronization() {
            @Override
            public void beforeCompletion() {
                commit();
            }

            @Override
            public void afterCompletion(int status) {
                // the first registration hears it
            }
        });
    }

    private void commit() {
        Participants.Assigned assigned;
        String first;
        synchronized (this) {
            if (move(Turn.COMMIT_BEGINS).from() != Passage.CAPTURING) {
                throw new DurableException("DURABLE-0115",
                        "The transaction ended before its commit, most likely by its time-out");
            }
            assigned = participants.assign(protocol.datasourceOfEvents(), !overflow.isEmpty());
            first = tenant;
        }
        if (assigned.datasources().isEmpty()) {
            move(Turn.NOTHING_TO_DO);
            return;
        }
        Attempt running = protocol.attempt(new Attempt.Work(assigned.changes(), overflow, assigned.ofEvents(),
                protocol.describe(first)), assigned.datasources(), beganAt);
        attempt = running;
        try {
            running.run(this);
        } catch (RuntimeException | Error e) {
            ran(running, Turn.PROTOCOL_FAILED);
            throw e;
        }
        if (ran(running, Turn.PROTOCOL_RAN) != Passage.FINISHED) {
            throw new DurableException("DURABLE-0115", CommitProtocol.ENDED_EARLY);
        }
    }

    private Passage ran(Attempt running, Turn turn) {
        Next next = move(turn);
        if (next.duty() == Duty.NOT_SENT) {
            running.ended(Ending.NOT_SENT, "the transaction ended on another thread while it was being made durable");
        }
        return next.passage();
    }

    @Override
    public void afterCompletion(int status) {
        Next next = move(Turn.COMPLETED);
        chunks.end();
        Attempt running = attempt;
        if (next.duty() == Duty.AS_SAID && running != null) {
            running.ended(Ending.of(next.from() == Passage.FINISHED, status),
                    "the transaction manager reported " + JtaStatus.name(status));
        }
    }

    private Next move(Turn turn) {
        while (true) {
            Passage before = Objects.requireNonNull(passage.get());
            Next next = before.on(turn);
            if (passage.compareAndSet(before, next.passage())) {
                if (next.passage() == Passage.ENDED) {
                    protocol.watch().forget(this);
                }
                return next;
            }
        }
    }

    /** Whether the protocol should go on. */
    @Override
    public boolean isWanted() {
        return passage.get() == Passage.COMMITTING;
    }

    /** In the second phase a resource without XA may fail, and COMMITTED be said all the same: the decision was to commit. */
    @Override
    public boolean isAlone() {
        return jta instanceof com.arjuna.ats.jta.transaction.Transaction narayana && narayana.getResources().size() <= 1;
    }

    @Override
    public void hasRecord() {
        protocol.watch().watch(this);
    }

    @Override
    public boolean isOver() {
        try {
            return jta != null && JtaStatus.isOver(jta.getStatus());
        } catch (SystemException e) {
            return false;
        }
    }

    @Override
    public void overdue(String why) {
        Attempt running = attempt;
        if (move(Turn.OVERDUE).duty() == Duty.ASK && running != null) {
            running.ask(why);
        }
    }
}
