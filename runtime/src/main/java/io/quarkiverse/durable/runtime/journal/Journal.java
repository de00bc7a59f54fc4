package io.quarkiverse.durable.runtime.journal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;

/**
 * Transactions and their outcomes on top of the log, and which transactions have no outcome yet.
 *
 * <p>
 * The cursor {@value #OUTCOMES} stands below the first transaction without an outcome, and below the first chunk that may be
 * needed:
 * recovery reads from there, and the log keeps everything above it.
 */
public final class Journal implements PublicationLog {

    /** Name of the cursor below which every transaction has an outcome. */
    public static final String OUTCOMES = "durable.outcomes";
    /** Prefix of the cursors of sinks. */
    public static final String SINK_PREFIX = "sink.";

    private final Wal wal;
    private final JournalCodec codec = new JournalCodec();
    private final Wal.Cursor outcomes;
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition resolved = lock.newCondition();
    private final Chunking chunking;
    private final Published published;

    @GuardedBy("lock")
    private final NavigableMap<Lsn, OpenTransaction> open = new TreeMap<>();
    /** Outcomes that these lack, for which there must always be room: without them nothing is released. */
    @GuardedBy("lock")
    private int undecided;
    /** Transactions whose last outcome was appended and was not durable when we looked last; LSNs of the outcomes. */
    @GuardedBy("lock")
    private final NavigableMap<Lsn, Lsn> settling = new TreeMap<>();

    @GuardedBy("lock")
    private final ChunkHolds chunkHolds;

    public Journal(Wal wal) {
        this(wal, Chunking.DEFAULT);
    }

    public Journal(Wal wal, Chunking chunking) {
        this(wal, chunking, Published.ALL);
    }

    public Journal(Wal wal, Chunking chunking, Published published) {
        this.wal = wal;
        this.published = published;
        this.chunking = chunking;
        this.chunkHolds = new ChunkHolds(wal);
        this.outcomes = wal.cursor(OUTCOMES, Lsn.NONE);
    }

    Published published() {
        return published;
    }

    public Wal wal() {
        return wal;
    }

    public Chunking chunking() {
        return chunking;
    }

    /** Where a transaction puts what it does not keep in memory. */
    public ChunkWriter chunkWriter() {
        return new ChunkWriter(this);
    }

    Wal.Ticket append(ChunkWriter writer, ByteBuffer chunk) {
        lock.lock();
        try {
            if (writer.ended || writer.first != 0 && !chunkHolds.isRunning(writer.first)) {
                throw chunksAreVoid();
            }
            Wal.Ticket ticket = wal.append(RecordType.CHUNK, chunk, undecided + 1);
            if (writer.first == 0) {
                writer.first = ticket.lsn().value();
                chunkHolds.begun(ticket.lsn(), System.nanoTime());
            }
            return ticket;
        } finally {
            lock.unlock();
        }
    }

    private DurableException chunksAreVoid() {
        return new DurableException("DURABLE-0118", "A large transaction has ended, by its time-out or on another thread, or it"
                + " went on for longer than quarkus.durable.capture.chunk-patience (" + chunking.patience()
                + ") after its first changes went to the log, which cannot release them until it has ended. It is rolled back."
                + " Make it smaller, or raise the time.");
    }

    void end(ChunkWriter writer) {
        lock.lock();
        try {
            writer.ended = true;
            if (writer.first != 0) {
                chunkHolds.ended(writer.first);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Releases chunks that are not needed any more, and those of transactions that go on for too long, which are void from
     * now on. To be called now and then.
     *
     * @return LSNs of the first chunks of those that went on for too long
     */
    public List<Lsn> look() {
        lock.lock();
        try {
            List<Lsn> expired = chunkHolds.expire(System.nanoTime(), chunking.patience().toNanos());
            advance();
            if (!chunkHolds.isEmpty()) {
                Lsn published = wal.cursors().stream().filter(cursor -> cursor.name().startsWith(SINK_PREFIX))
                        .map(Wal.Cursor::savedPosition).reduce(wal.lastLsn(), Lsn::min);
                Set<Lsn> unsettled = new HashSet<>(open.keySet());
                unsettled.addAll(settling.keySet());
                chunkHolds.release(published, unsettled);
                advance();
            }
            return expired;
        } finally {
            lock.unlock();
        }
    }

    /** Calls {@code each} with every change of a transaction that is durable in the log, in their order. */
    public void forEachChange(OpenTransaction transaction, Consumer<Change> each) {
        try (ChangeStream stream = new ChangeStream(wal, transaction.id(), transaction.transaction())) {
            for (ChangeStream.Piece piece = stream.next(); piece != null; piece = stream.next()) {
                piece.changes().forEach(each);
            }
        }
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
        Chunks chunks = transaction.transaction().chunks();
        lock.lock();
        try {
            if (chunks != null && !chunkHolds.isRunning(chunks.first())) {
                throw chunksAreVoid();
            }
            int outcomes = transaction.transaction().participants().size();
            Wal.Ticket ticket = wal.append(RecordType.TRANSACTION, transaction.payload(), undecided + outcomes);
            if (chunks != null) {
                chunkHolds.recorded(chunks.first(), ticket.lsn());
            }
            isOpen(OpenTransaction.of(ticket.lsn(), transaction.transaction()));
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

    /** Appends a committed transaction of another log; it has its outcomes with it. Not durable on return. */
    public Wal.Ticket append(Adopted adopted) {
        return wal.append(RecordType.ADOPTED, codec.encode(adopted));
    }

    /** Ids of the adopted transactions that the log has, durable ones; reads all of it. */
    public Set<String> adopted() {
        Set<String> ids = new HashSet<>();
        if (wal.lastLsn().value() == 0 || wal.firstLsn().isAfter(wal.lastLsn())) {
            return ids;
        }
        try (WalReader reader = wal.read(wal.firstLsn())) {
            for (WalRecord record = reader.next(Duration.ZERO); record != null; record = reader.next(Duration.ZERO)) {
                if (record.type() == RecordType.ADOPTED) {
                    ids.add(Decoded.of(record, codec::decodeAdopted).id());
                }
            }
        }
        return ids;
    }

    /** Whether no database is left on which it is not known how the transaction ended. */
    @GuardedBy("lock")
    private boolean decide(Outcome outcome) {
        chunkHolds.decided(outcome);
        Lsn transaction = Lsn.of(outcome.transaction());
        OpenTransaction was = open.get(transaction);
        OpenTransaction is = was == null ? null : was.without(outcome.datasource());
        if (was != null && is != null) {
            undecided -= was.undecided().size() - is.undecided().size();
        }
        if (is == null || is.undecided().isEmpty()) {
            open.remove(transaction);
            return true;
        }
        open.put(transaction, is);
        return false;
    }

    @GuardedBy("lock")
    private void isOpen(OpenTransaction transaction) {
        open.put(Lsn.of(transaction.id()), transaction);
        undecided += transaction.undecided().size();
    }

    /**
     * Moves the cursor below every transaction that has no outcome or none that is durable: an outcome that a crash took with
     * it has to be found out again, so its transaction must still be found. And below every chunk that may be needed, so that
     * a restart finds the record that names it.
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
        if (!chunkHolds.isEmpty()) {
            first = Lsn.min(first, chunkHolds.lowest());
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
                TransactionRecord transaction = Decoded.of(record, codec::decodeTransaction);
                isOpen(OpenTransaction.of(record.lsn(), transaction));
                if (transaction.chunks() != null) {
                    chunkHolds.recorded(transaction.chunks().first(), record.lsn());
                }
            } else if (record.type() == RecordType.OUTCOME) {
                decide(Decoded.of(record, codec::decodeOutcome));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Wal.Cursor cursor(String sink) {
        Wal.Cursor cursor = wal.cursor(SINK_PREFIX + sink, wal.lastLsn());
        acknowledgements.moved(sink, cursor.position());
        return new SinkCursor(cursor, position -> acknowledgements.moved(sink, position));
    }

    /** What the sinks have acknowledged. */
    public Acknowledgements acknowledgements() {
        return acknowledgements;
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
                    Outcome outcome = Decoded.of(record, codec::decodeOutcome);
                    if (outcome.transaction() == transaction.value()) {
                        outcomes.add(outcome);
                    }
                }
                record = reader.next(Duration.ZERO);
            }
        }
    }
}
