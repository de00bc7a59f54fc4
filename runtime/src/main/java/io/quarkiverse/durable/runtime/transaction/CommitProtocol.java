package io.quarkiverse.durable.runtime.transaction;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.capture.TransactionPort;
import io.quarkiverse.durable.runtime.journal.Change;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.spi.ProtocolListener;
import io.quarkiverse.durable.wal.WalException;

/**
 * The commit protocol for all transactions of the application: append, mark, wait, commit, outcome.
 */
public final class CommitProtocol implements TransactionPort {

    private static final Object TRANSACTION = "io.quarkiverse.durable.transaction";
    private static final Object BEGAN_AT = "io.quarkiverse.durable.began-at";

    private final Journal journal;
    private final Map<String, SlotSpace> spaces;
    private final String eventDatasource;
    private final Gate gate;
    private final TransactionSynchronizationRegistry registry;
    private final ProtocolListener listener;
    private final Resolver resolver;
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong rolledBack = new AtomicLong();

    /**
     * @param spaces by name of the datasource
     * @param eventDatasource where transactions with explicit events alone are marked
     */
    public CommitProtocol(Journal journal, Map<String, SlotSpace> spaces, String eventDatasource, Gate gate,
            TransactionSynchronizationRegistry registry, ProtocolListener listener, Resolver resolver) {
        this.journal = journal;
        this.spaces = Map.copyOf(spaces);
        this.eventDatasource = eventDatasource;
        this.gate = gate;
        this.registry = registry;
        this.listener = listener;
        this.resolver = resolver;
    }

    /** Notes the release counters when a transaction begins, before it can have a snapshot (rule R7). */
    public void begun() {
        if (registry.getTransactionKey() != null) {
            long[] releases = spaces.values().stream().mapToLong(space -> space.pool().releases()).toArray();
            registry.putResource(BEGAN_AT, releases.length == 1 ? releases[0] : releases.length == 0 ? 0L : min(releases));
        }
    }

    private static long min(long[] values) {
        long min = values[0];
        for (long value : values) {
            min = Math.min(min, value);
        }
        return min;
    }

    @Override
    public void captured(String datasource, Change change) {
        add(datasource, change);
    }

    /** Adds an explicit event to the current transaction. */
    void event(Change change) {
        add(null, change);
    }

    private void add(@Nullable String datasource, Change change) {
        if (registry.getTransactionKey() == null) {
            throw new DurableException("DURABLE-0111", "There is no JTA transaction in which "
                    + (change.type() + " " + change.key())
                    + " could be made durable. Put the call into a transaction, for example"
                    + " with @Transactional.");
        }
        try {
            gate.check();
            current().add(datasource, change);
        } catch (DurableException e) {
            registry.setRollbackOnly();
            throw e;
        }
    }

    private DurableTransaction current() {
        DurableTransaction transaction = (DurableTransaction) registry.getResource(TRANSACTION);
        if (transaction == null) {
            transaction = new DurableTransaction(this, beganAt());
            registry.putResource(TRANSACTION, transaction);
            registry.registerInterposedSynchronization(transaction);
        }
        return transaction;
    }

    private long beganAt() {
        Object noted = registry.getResource(BEGAN_AT);
        if (noted instanceof Long releases) {
            return releases;
        }
        // begun past CDI: right at READ COMMITTED; a stricter isolation may then meet a serialization failure
        return spaces.values().stream().mapToLong(space -> space.pool().releases()).min().orElse(0);
    }

    void registerLast(Synchronization tail) {
        registry.registerInterposedSynchronization(tail);
    }

    Attempt attempt(@Nullable String datasource, List<Change> changes, long beganAt) {
        gate.check();
        String on = datasource == null ? eventDatasource : datasource;
        SlotSpace space = spaces.get(on);
        if (space == null) {
            throw new DurableException("DURABLE-0116",
                    "Datasource " + on + " has no slot table, so nothing on it can be durable");
        }
        return new Attempt(this, space, changes, beganAt);
    }

    Journal journal() {
        return journal;
    }

    void step(ProtocolListener.Step step, long transaction) {
        listener.on(step, transaction);
    }

    DurableException logFailed(WalException e) {
        if (e instanceof WalException.Poisoned) {
            gate.fail(e.getMessage());
        }
        return new DurableException("DURABLE-0121", e.getMessage() + " The transaction is rolled back.", e);
    }

    @Nullable
    DurableException explainMiss(SlotSpace space, Slot slot) throws SQLException {
        return resolver.explainMiss(space, slot);
    }

    DurableException fenced(DurableException why) {
        gate.fail(why.getMessage());
        return why;
    }

    void outcome(Attempt.Decided decided) {
        (decided.outcome().committed() ? committed : rolledBack).incrementAndGet();
        try {
            journal.append(decided.outcome());
        } catch (WalException e) {
            logFailed(e);
            resolver.retryOutcome(decided, e);
            return;
        }
        decided.free();
        listener.on(ProtocolListener.Step.OUTCOME, decided.transaction());
    }

    void inDoubt(Attempt.Doubt doubt) {
        resolver.ask(doubt);
    }

    /** Transactions that the transaction manager said were committed. */
    public long committed() {
        return committed.get();
    }

    /** Transactions that rolled back after their record was appended. */
    public long rolledBack() {
        return rolledBack.get();
    }
}
