package io.quarkiverse.durable.runtime.transaction;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.Outcome;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.runtime.slot.SlotLock;
import io.quarkiverse.durable.runtime.slot.SlotRow;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.runtime.slot.SlotVerdict;
import io.quarkiverse.durable.spi.ProtocolListener;
import io.quarkiverse.durable.wal.WalException;

/**
 * Finds the outcome of transactions in doubt while the application runs: asks their slots, again and again until the database
 * answers.
 */
public final class Resolver {

    private static final Duration RETRY_MIN = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(5);

    private static final long ASK_SECONDS = 10;

    /** Told what happens, for log messages and metrics. */
    public interface Events {

        void resolved(long transaction, String datasource, boolean committed, String why);

        /** Called for the first failure and then each time the number of attempts has doubled. */
        void unresolved(long transaction, String datasource, int attempts, Exception why);
    }

    private record Entry(Attempt.Doubt doubt, Instant since, int attempts) {
    }

    private final Journal journal;
    private final SlotLock slotLock;
    private final Gate gate;
    private final ScheduledExecutorService executor;
    private final ProtocolListener listener;
    private final Events events;
    private final Map<Long, Entry> entries = new ConcurrentSkipListMap<>();
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong rolledBack = new AtomicLong();

    /** @param executor runs the questions; whoever made it ends it */
    public Resolver(Journal journal, SlotLock slotLock, Gate gate, ScheduledExecutorService executor, ProtocolListener listener,
            Events events) {
        this.journal = journal;
        this.slotLock = slotLock;
        this.gate = gate;
        this.executor = executor;
        this.listener = listener;
        this.events = events;
    }

    void ask(Attempt.Doubt doubt) {
        entries.put(doubt.transaction(), new Entry(doubt, Instant.now(), 0));
        executor.execute(() -> attempt(doubt.transaction()));
    }

    /** Writes an outcome that the log had no room for, until it has. */
    void retryOutcome(Attempt.Decided decided, WalException why) {
        if (why instanceof WalException.Full) {
            schedule(() -> record(decided), RETRY_MIN);
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

    private void attempt(long transaction) {
        Entry entry = entries.get(transaction);
        if (entry == null) {
            return;
        }
        try {
            SlotTable table = entry.doubt().space().table();
            SlotRow row = table.read(entry.doubt().slot(), slotLock);
            if (row == null) {
                DurableException fence = table.fence(entry.doubt().slot());
                gate.fail((fence == null ? table.takenOver(entry.doubt().slot().number()) : fence).getMessage());
            } else {
                decide(entry, row);
            }
        } catch (SQLException | RuntimeException e) {
            again(entry, e);
        }
    }

    private void decide(Entry entry, SlotRow row) {
        Attempt.Doubt doubt = entry.doubt();
        SlotVerdict verdict = SlotVerdict.of(doubt.transaction(), row.lastTx());
        if (verdict == SlotVerdict.LATER) {
            gate.fail(SlotVerdict.explainLater(doubt.transaction(), doubt.slot().number(), row.lastTx()));
            return;
        }
        boolean wasCommitted = verdict == SlotVerdict.COMMITTED;
        Outcome outcome = new Outcome(doubt.transaction(), doubt.space().table().datasource(),
                wasCommitted ? Outcome.Result.COMMITTED : Outcome.Result.ROLLED_BACK, wasCommitted ? row.token() : 0,
                Outcome.Evidence.SLOT);
        // the row exists now in any case: the locking read made sure of it
        var slot = new Slot(doubt.slot().number(), doubt.slot().lastTx(), true,
                row.rowId(), 0);
        if (record(new Attempt.Decided(doubt.space(), doubt.transaction(), slot, outcome, row.rowId()))) {
            (wasCommitted ? committed : rolledBack).incrementAndGet();
            events.resolved(doubt.transaction(), doubt.space().table().datasource(), wasCommitted, doubt.why());
        }
    }

    private boolean record(Attempt.Decided decided) {
        try {
            journal.append(decided.outcome());
        } catch (WalException.Full e) {
            schedule(() -> record(decided), RETRY_MAX);
            return false;
        } catch (WalException e) {
            gate.fail(e.getMessage());
            return false;
        }
        entries.remove(decided.transaction());
        decided.free();
        listener.on(ProtocolListener.Step.OUTCOME, decided.transaction());
        return true;
    }

    private void again(Entry entry, Exception why) {
        int attempts = entry.attempts() + 1;
        entries.put(entry.doubt().transaction(), new Entry(entry.doubt(), entry.since(), attempts));
        if (Integer.bitCount(attempts) == 1) {
            events.unresolved(entry.doubt().transaction(), entry.doubt().space().table().datasource(), attempts, why);
        }
        long millis = Math.min(RETRY_MIN.toMillis() << Math.min(attempts - 1, 10), RETRY_MAX.toMillis());
        schedule(() -> attempt(entry.doubt().transaction()), Duration.ofMillis(millis));
    }

    private void schedule(Runnable work, Duration after) {
        if (!executor.isShutdown()) {
            var unused = executor.schedule(work, after.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    public List<DurableLog.InDoubt> inDoubt() {
        return entries.values().stream().map(Resolver::view).toList();
    }

    private static DurableLog.InDoubt view(Entry entry) {
        Attempt.Doubt doubt = entry.doubt();
        return new DurableLog.InDoubt(doubt.transaction(), doubt.space().table().datasource(), doubt.slot().number(),
                entry.since(), doubt.why(), entry.attempts());
    }

    public long resolvedCommitted() {
        return committed.get();
    }

    public long resolvedRolledBack() {
        return rolledBack.get();
    }
}
