package io.quarkiverse.durable.runtime.transaction;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.capture.TransactionPort;
import io.quarkiverse.durable.runtime.journal.Change;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.spi.ProtocolListener;
import io.quarkiverse.durable.spi.TransactionMetadata;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;

/**
 * The commit protocol for all transactions of the application: append, mark, wait, commit, outcome.
 */
public final class CommitProtocol implements TransactionPort {

    static final String ENDED_EARLY = "The transaction ended while it was being made durable, most likely by its time-out;"
            + " it is rolled back";

    private static final Object TRANSACTION = "io.quarkiverse.durable.transaction";
    private static final Object REASON = "io.quarkiverse.durable.reason";
    private static final Object BEGAN_AT = "io.quarkiverse.durable.began-at";

    private final Journal journal;
    private final Spaces spaces;
    private final Gate gate;
    private final TransactionManager manager;
    private final TransactionSynchronizationRegistry registry;
    private final ProtocolListener listener;
    private final Describer describer;
    private final Resolver resolver;
    private final CompletionWatch watch;
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong rolledBack = new AtomicLong();

    /** Where the transactions are. */
    public record Jta(TransactionManager manager, TransactionSynchronizationRegistry registry) {
    }

    /** Says of a transaction that commits who makes it, for the tenant and with the reason that are given. Never fails. */
    public interface Describer {
        TransactionMetadata describe(@Nullable String tenant, @Nullable String reason);
    }

    /** Whom the protocol has around it. */
    public record Surroundings(Jta jta, ProtocolListener listener, Describer describer) {
    }

    public CommitProtocol(Journal journal, Spaces spaces, Gate gate, Surroundings surroundings, Resolver resolver,
            CompletionWatch watch) {
        this.journal = journal;
        this.spaces = spaces;
        this.gate = gate;
        this.manager = surroundings.jta().manager();
        this.registry = surroundings.jta().registry();
        this.listener = surroundings.listener();
        this.describer = surroundings.describer();
        this.resolver = resolver;
        this.watch = watch;
    }

    /** Notes the release counter when a transaction begins, before it can have a snapshot (rule R7). */
    public void begun() {
        if (registry.getTransactionKey() != null) {
            registry.putResource(BEGAN_AT, spaces.releases().get());
        }
    }

    @Override
    public void captured(String datasource, Change change) {
        add(datasource, change);
    }

    @Override
    public boolean isActive() {
        return registry.getTransactionKey() != null;
    }

    @Override
    public void savepoint(String datasource, String name) {
        current().savepoint(datasource, name);
    }

    @Override
    public void rollbackTo(String datasource, String savepoint) {
        try {
            current().rollbackTo(datasource, savepoint);
        } catch (DurableException e) {
            registry.setRollbackOnly();
            throw e;
        }
    }

    @Override
    public void rollBack() {
        registry.setRollbackOnly();
    }

    /** Adds an explicit event to the current transaction. */
    void event(Change change) {
        add(null, change);
    }

    /** Notes why the current transaction is made. */
    static void reason(TransactionSynchronizationRegistry registry, @Nullable String reason) {
        if (registry.getTransactionKey() == null) {
            throw new DurableException("DURABLE-0111",
                    "There is no JTA transaction that could have a reason. Put the call into a"
                            + " transaction, for example with @Transactional.");
        }
        if (registry.getResource(TRANSACTION) instanceof DurableTransaction transaction && transaction.isComplete()) {
            throw new DurableException("DURABLE-0112", "The reason of a transaction came after its durable part was complete."
                    + " Say it before the commit.");
        }
        registry.putResource(REASON, reason);
    }

    TransactionMetadata describe(@Nullable String tenant) {
        return describer.describe(tenant, registry.getResource(REASON) instanceof String reason ? reason : null);
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
            transaction = new DurableTransaction(this, beganAt(), jta());
            registry.putResource(TRANSACTION, transaction);
            registry.registerInterposedSynchronization(transaction);
        }
        return transaction;
    }

    private @Nullable Transaction jta() {
        try {
            return manager.getTransaction();
        } catch (SystemException e) {
            return null;
        }
    }

    private long beganAt() {
        Object noted = registry.getResource(BEGAN_AT);
        if (noted instanceof Long releases) {
            return releases;
        }
        // begun past CDI: right at READ COMMITTED; a stricter isolation may then meet a serialization failure
        return spaces.releases().get();
    }

    void registerLast(Synchronization tail) {
        registry.registerInterposedSynchronization(tail);
    }

    Attempt attempt(Attempt.Work work, List<String> datasources, long beganAt) {
        gate.check();
        resolver.check(work.changes());
        return Attempt.take(this, datasources.stream().map(spaces::of).toList(), work, beganAt);
    }

    /** Puts changes into the log for which there is no room in memory. */
    void spill(List<Change> changes, Overflow overflow) {
        resolver.check(changes);
        try {
            overflow.append(changes);
        } catch (WalException e) {
            throw logFailed(e);
        }
    }

    /** Datasource of explicit events, where the transaction has a choice. */
    String datasourceOfEvents() {
        return spaces.forEvents();
    }

    CompletionWatch watch() {
        return watch;
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

    /** Why a mark hit no row: closes the gate if somebody else changed the rows, which is asked outside the transaction. */
    DurableException missed(SlotSpace space, Slot slot) {
        DurableException fence = resolver.askOutside(() -> space.table().fence(slot));
        if (fence == null) {
            return new DurableException("DURABLE-0115", ENDED_EARLY);
        }
        gate.fail(fence.getMessage());
        return fence;
    }

    void outcome(Branch.Decided decided) {
        (decided.outcome().committed() ? committed : rolledBack).incrementAndGet();
        Wal.Ticket written;
        try {
            written = journal.append(decided.outcome());
        } catch (WalException e) {
            logFailed(e);
            resolver.retryOutcome(decided, e);
            return;
        }
        decided.free(written);
        listener.on(ProtocolListener.Step.OUTCOME, decided.transaction());
    }

    void inDoubt(Branch.Doubt doubt) {
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
