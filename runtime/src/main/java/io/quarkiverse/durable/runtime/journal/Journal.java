package io.quarkiverse.durable.runtime.journal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;

/**
 * Transactions and their outcomes on top of the log, and which transactions have no outcome yet.
 *
 * <p>
 * The cursor {@value #OUTCOMES} stands below the first transaction without an outcome: recovery reads from there, and the log
 * keeps
 * everything above it.
 */
public final class Journal implements PublicationLog {

    /** Name of the cursor below which every transaction has an outcome. */
    public static final String OUTCOMES = "durable.outcomes";
    /** Prefix of the cursors of sinks. */
    public static final String SINK_PREFIX = "sink.";

    private final Wal wal;
    private final JournalCodec codec = new JournalCodec();
    private final Wal.Cursor outcomes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition resolved = lock.newCondition();

    @GuardedBy("lock")
    private final NavigableMap<Lsn, OpenTransaction> open = new TreeMap<>();
    /** Transactions whose last outcome was appended and was not durable when we looked last; LSNs of the outcomes. */
    @GuardedBy("lock")
    private final NavigableMap<Lsn, Lsn> settling = new TreeMap<>();

    public Journal(Wal wal) {
        this.wal = wal;
        this.outcomes = wal.cursor(OUTCOMES, Lsn.NONE);
    }

    public Wal wal() {
        return wal;
    }

    /**
     * Appends a transaction; the LSN of the ticket is its id.
     *
     * @return not durable yet
     */
    public Wal.Ticket append(TransactionRecord transaction) {
        return append(encode(transaction));
    }

    /** A transaction in the form in which it stands in the log. */
    public record Encoded(TransactionRecord transaction, ByteBuffer payload) {
    }

    public Encoded encode(TransactionRecord transaction) {
        return new Encoded(transaction, codec.encode(transaction));
    }

    /** The transaction that a payload stands for. */
    public Encoded decode(ByteBuffer payload) {
        return new Encoded(codec.decodeTransaction(payload), payload);
    }

    /** As {@link #append(TransactionRecord)}. */
    public Wal.Ticket append(Encoded transaction) {
        lock.lock();
        try {
            Wal.Ticket ticket = wal.append(RecordType.TRANSACTION, transaction.payload());
            open.put(ticket.lsn(), OpenTransaction.of(ticket.lsn(), transaction.transaction()));
            return ticket;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts back what the log lost with its end: each transaction at its own LSN, and void records where there is none. Not
     * durable on return. To be called while nobody else appends.
     *
     * @param lost by LSN, all above the end of the log
     * @param floor the next LSN is above it, and above those of {@code lost}
     */
    public void restore(SortedMap<Lsn, Encoded> lost, Lsn floor) {
        for (Map.Entry<Lsn, Encoded> each : lost.entrySet()) {
            fillUpTo(each.getKey().previous());
            Lsn lsn = append(each.getValue()).lsn();
            if (!lsn.equals(each.getKey())) {
                throw new IllegalStateException("Transaction " + each.getKey() + " was put back as " + lsn);
            }
        }
        fillUpTo(floor);
    }

    private void fillUpTo(Lsn last) {
        while (last.isAfter(wal.lastLsn())) {
            wal.append(RecordType.VOID, ByteBuffer.allocate(0));
        }
    }

    /** Appends how a transaction ended on one database. Not durable on return; the outcome counts from now on. */
    public Wal.Ticket append(Outcome outcome) {
        Wal.Ticket ticket = wal.append(RecordType.OUTCOME, codec.encode(outcome));
        lock.lock();
        try {
            if (decide(outcome)) {
                settling.put(Lsn.of(outcome.transaction()), ticket.lsn());
                advance();
                resolved.signalAll();
            }
        } finally {
            lock.unlock();
        }
        return ticket;
    }

    /** Whether no database is left on which it is not known how the transaction ended. */
    @GuardedBy("lock")
    private boolean decide(Outcome outcome) {
        Lsn transaction = Lsn.of(outcome.transaction());
        OpenTransaction was = open.get(transaction);
        OpenTransaction is = was == null ? null : was.without(outcome.datasource());
        if (is == null || is.undecided().isEmpty()) {
            open.remove(transaction);
            return true;
        }
        open.put(transaction, is);
        return false;
    }

    /**
     * Moves the cursor below every transaction that has no outcome or none that is durable: an outcome that a crash took with
     * it has to be
     * found out again, so its transaction must still be found.
     */
    @GuardedBy("lock")
    private void advance() {
        Lsn durable = wal.durableLsn();
        settling.values().removeIf(outcome -> !outcome.isAfter(durable));
        Lsn first = durable.next();
        if (!open.isEmpty()) {
            first = Lsn.min(first, open.firstKey());
        }
        if (!settling.isEmpty()) {
            first = Lsn.min(first, settling.firstKey());
        }
        outcomes.advance(first.previous());
    }

    /** Transactions that lack an outcome, in LSN order. */
    public List<OpenTransaction> open() {
        lock.lock();
        try {
            return new ArrayList<>(open.values());
        } finally {
            lock.unlock();
        }
    }

    /**
     * A transaction that lacks an outcome.
     *
     * @param undecided datasources of which the log has no outcome
     */
    public record OpenTransaction(long id, TransactionRecord transaction, Set<String> undecided) {

        static OpenTransaction of(Lsn lsn, TransactionRecord transaction) {
            return new OpenTransaction(lsn.value(), transaction,
                    transaction.participants().stream().map(Participant::datasource).collect(Collectors.toUnmodifiableSet()));
        }

        OpenTransaction without(String datasource) {
            return new OpenTransaction(id, transaction,
                    undecided.stream().filter(each -> !each.equals(datasource)).collect(Collectors.toUnmodifiableSet()));
        }
    }

    /** Finds the transactions without an outcome that an earlier process left. To be called once, before the first append. */
    public void scan() {
        if (wal.lastLsn().value() == 0 || wal.firstLsn().isAfter(wal.lastLsn())) {
            return;
        }
        try (WalReader reader = wal.read(Lsn.max(wal.firstLsn(), outcomes.position().next()))) {
            for (WalRecord record = reader.next(Duration.ZERO); record != null; record = reader.next(Duration.ZERO)) {
                scan(record);
            }
        }
    }

    private void scan(WalRecord record) {
        RecordType.check(record);
        lock.lock();
        try {
            if (record.type() == RecordType.TRANSACTION) {
                open.put(record.lsn(), OpenTransaction.of(record.lsn(), codec.decodeTransaction(record.payload())));
            } else if (record.type() == RecordType.OUTCOME) {
                decide(codec.decodeOutcome(record.payload()));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Wal.Cursor cursor(String sink) {
        return wal.cursor(SINK_PREFIX + sink, wal.lastLsn());
    }

    @Override
    public CommittedFeed feed(String channel, Lsn position, CommittedFeed.Passing passing) {
        return new PairingFeed(this, codec, channel, position, passing);
    }

    @Override
    public Lsn lastLsn() {
        return wal.lastLsn();
    }

    /** Whether the transaction lacks an outcome in the log. */
    boolean isOpen(Lsn transaction) {
        lock.lock();
        try {
            return open.containsKey(transaction);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the transaction has all its outcomes in the log; false if it lacks one after {@code patience}. */
    boolean awaitOutcomes(Lsn transaction, Duration patience) {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (open.containsKey(transaction)) {
                if (left <= 0) {
                    return false;
                }
                left = resolved.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Searches the log from {@code from} on for outcomes of a transaction, until {@code outcomes} has them all. */
    void findOutcomes(Lsn transaction, Lsn from, Outcomes outcomes) {
        try (WalReader reader = wal.read(from)) {
            WalRecord record = reader.next(Duration.ZERO);
            while (record != null && !outcomes.complete()) {
                if (record.type() == RecordType.OUTCOME) {
                    Outcome outcome = codec.decodeOutcome(record.payload());
                    if (outcome.transaction() == transaction.value()) {
                        outcomes.add(outcome);
                    }
                }
                record = reader.next(Duration.ZERO);
            }
        }
    }
}
