package io.quarkiverse.durable.runtime.transaction;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.runtime.journal.Change;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.Journal.OpenTransaction;
import io.quarkiverse.durable.runtime.journal.Outcome;
import io.quarkiverse.durable.runtime.journal.Participant;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.runtime.slot.SlotLock;
import io.quarkiverse.durable.runtime.slot.SlotRow;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.runtime.slot.SlotVerdict;
import io.quarkiverse.durable.spi.ProtocolListener;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;

/**
 * Finds the outcome of transactions in doubt while the application runs: asks their slots, again and again until the database
 * answers.
 */
public final class Resolver {

    private static final Duration RETRY_MIN = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(5);

    /** How often an outcome is offered to a log that has no room. */
    private static final Duration ROOM_AGAIN = Duration.ofSeconds(1);

    private static final long ASK_SECONDS = 10;

    /** Told what happens, for log messages and metrics. */
    public interface Events {

        void inDoubt(long transaction, String datasource, int slot, String why);

        /** @param evidence what the slot said */
        void resolved(DurableLog.InDoubt transaction, boolean committed, String evidence);

        /** Called for the first failure and then each time the number of attempts has doubled. */
        void unresolved(long transaction, String datasource, int attempts, Throwable why);

        /** Called once for each transaction that is in doubt longer than its policy's patience. */
        void overdue(DurableLog.InDoubt transaction);
    }

    private final Journal journal;
    private final SlotLock slotLock;
    private final Gate gate;
    private final ScheduledExecutorService executor;
    private final ProtocolListener listener;
    private final Events events;
    private final Doubts doubts;
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong rolledBack = new AtomicLong();

    /** What surrounds it. */
    public record Surroundings(Gate gate, ProtocolListener listener, Events events) {
    }

    /** @param executor runs the questions; whoever made it ends it */
    public Resolver(Journal journal, SlotLock slotLock, ScheduledExecutorService executor, Doubts.Policy policy,
            Surroundings surroundings) {
        this.journal = journal;
        this.slotLock = slotLock;
        this.gate = surroundings.gate();
        this.executor = executor;
        this.listener = surroundings.listener();
        this.events = surroundings.events();
        this.doubts = new Doubts(policy, System::nanoTime);
    }

    /** Does not throw: there is nobody who could do anything about it. */
    void ask(Branch.Doubt doubt) {
        doubts.add(doubt);
        events.inDoubt(doubt.transaction(), doubt.datasource(), doubt.slot().number(), doubt.why());
        schedule(() -> attempt(doubt), Duration.ZERO);
    }

    /** Asks of a branch that an earlier run left prepared. */
    public void ask(SlotSpace space, OpenTransaction left, Participant participant) {
        Slot slot = new Slot(participant.slot(), participant.previous(), true, null, 0);
        Rows rows = new Rows();
        journal.forEachChange(left, rows::add);
        ask(new Branch.Doubt(space, left.id(), slot, "an earlier run of the application left its XA branch prepared", rows,
                space.sinksOf(left.transaction().channels())));
    }

    /** Refuses changes that have to wait for a transaction in doubt, where that is the policy. */
    void check(List<Change> changes) {
        doubts.check(changes);
    }

    /** Tells of those that are in doubt for too long. To be called now and then. */
    public void look() {
        doubts.newlyOverdue().forEach(events::overdue);
    }

    /** Writes an outcome that the log had no room for, until it has. */
    void retryOutcome(Branch.Decided decided, WalException why) {
        if (why instanceof WalException.Full) {
            schedule(() -> record(decided, () -> {
            }), RETRY_MIN);
        }
        // otherwise the log takes nothing more: recovery asks the slot after the restart
    }

    /** Asks the database on another thread, so outside the transaction of this one. */
    <T extends @Nullable Object> T askOutside(Callable<T> question) {
        try {
            return executor.submit(question).get(ASK_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DurableException("DURABLE-0123", "Interrupted while the slot table was being asked", e);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            throw new DurableException("DURABLE-0123", "The mark found no row, and the slot table could not be asked why: "
                    + e.getMessage() + ". The transaction is rolled back.", e);
        }
    }

    private void attempt(Branch.Doubt doubt) {
        try {
            SlotTable table = doubt.space().table();
            SlotRow row = table.read(doubt.slot(), slotLock);
            if (row == null) {
                DurableException fence = table.fence(doubt.slot());
                fail(doubt, (fence == null ? table.takenOver(doubt.slot().number()) : fence).getMessage());
            } else {
                decide(doubt, row);
            }
        } catch (Exception | Error e) {
            again(doubt, e);
        }
    }

    private void decide(Branch.Doubt doubt, SlotRow row) {
        SlotVerdict verdict = SlotVerdict.of(doubt.transaction(), row.lastTx());
        if (verdict == SlotVerdict.LATER) {
            fail(doubt, SlotVerdict.explainLater(doubt.transaction(), doubt.slot().number(), row.lastTx()));
            return;
        }
        boolean wasCommitted = verdict == SlotVerdict.COMMITTED;
        if (!wasCommitted && row.lastTx() != doubt.slot().lastTx()) {
            fail(doubt, doubt.space().table().lostCommits(doubt.slot(), row).getMessage());
            return;
        }
        Outcome outcome = new Outcome(doubt.transaction(), doubt.datasource(),
                wasCommitted ? Outcome.Result.COMMITTED : Outcome.Result.ROLLED_BACK, wasCommitted ? row.token() : 0,
                Outcome.Evidence.SLOT);
        // the row exists now in any case: the locking read made sure of it
        var slot = new Slot(doubt.slot().number(), doubt.slot().lastTx(), true,
                row.rowId(), 0);
        String evidence = "slot " + slot.number() + " names transaction " + row.lastTx();
        record(new Branch.Decided(doubt.space(), doubt.transaction(), slot, outcome, row.rowId(), doubt.sinks()), () -> {
            DurableLog.InDoubt view = doubts.remove(doubt.key());
            (wasCommitted ? committed : rolledBack).incrementAndGet();
            events.resolved(view, wasCommitted, evidence);
        });
    }

    private void record(Branch.Decided decided, Runnable then) {
        Wal.Ticket written;
        try {
            written = journal.append(decided.outcome());
        } catch (WalException.Full e) {
            doubts.failed(decided.key(), e);
            schedule(() -> record(decided, then), ROOM_AGAIN);
            return;
        } catch (WalException e) {
            doubts.failed(decided.key(), e);
            gate.fail(e.getMessage());
            return;
        }
        decided.free(written);
        then.run();
        listener.on(ProtocolListener.Step.OUTCOME, decided.transaction());
    }

    private void fail(Branch.Doubt doubt, String why) {
        doubts.failed(doubt.key(), new IllegalStateException(why));
        gate.fail(why);
    }

    private void again(Branch.Doubt doubt, Throwable why) {
        int attempts = doubts.failed(doubt.key(), why);
        if (Integer.bitCount(attempts) == 1) {
            events.unresolved(doubt.transaction(), doubt.datasource(), attempts, why);
        }
        schedule(() -> attempt(doubt), pause(attempts, ThreadLocalRandom.current().nextDouble()));
    }

    /**
     * Doubles with each attempt, up to a bound; the jitter keeps transactions that came into doubt together from asking
     * together.
     *
     * @param random from 0 to 1
     */
    static Duration pause(int attempts, double random) {
        long millis = Math.min(RETRY_MIN.toMillis() << Math.min(attempts - 1, 10), RETRY_MAX.toMillis());
        return Duration.ofMillis(Math.round(millis * (0.5 + random / 2)));
    }

    private void schedule(Runnable work, Duration after) {
        try {
            var unused = executor.schedule(work, after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // the application is stopping: recovery asks the slot after the restart
        }
    }

    public List<DurableLog.InDoubt> inDoubt() {
        return doubts.all();
    }

    public long resolvedCommitted() {
        return committed.get();
    }

    public long resolvedRolledBack() {
        return rolledBack.get();
    }
}
