package io.quarkiverse.durable.wal.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.catalog.Catalog;
import io.quarkiverse.durable.wal.catalog.Segment;
import io.quarkiverse.durable.wal.commit.DurablePosition;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.format.BadBytes;
import io.quarkiverse.durable.wal.format.Batch;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.segment.ReadAhead;
import io.quarkiverse.durable.wal.segment.SegmentReader;
import io.quarkiverse.durable.wal.storage.Storage;

/** Streams records batch by batch; holds what was read ahead, one batch at least, and one open file. */
final class LogReader implements WalReader {

    /**
     * What a reader reads from.
     *
     * @param writtenBytes of a segment, so far
     * @param failure of the log, also of what is under way
     */
    record Source(Storage storage, Catalog catalog, DurablePosition durable, SegmentCipher cipher,
            ToLongFunction<Segment> writtenBytes, Supplier<@Nullable WalException> failure) {
    }

    private final Source source;
    private final Wal.Hold hold;
    private final Runnable onClose;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean closed;
    /** Set without a fence, for each record. */
    private final AtomicReference<Lsn> position;

    private final ReadAhead ahead = new ReadAhead();
    private @Nullable SegmentReader segment;
    private Lsn segmentFirst = Lsn.NONE;
    private int nextBlock;
    private long nextLsn;
    private @Nullable Batch batch;
    private int batchBlock;
    private int at;

    LogReader(Source source, Wal.Hold hold, Lsn from, Runnable onClose) {
        this.source = source;
        this.hold = hold;
        this.onClose = onClose;
        this.position = new AtomicReference<>(Lsn.of(Math.max(0, from.value() - 1)));
    }

    @Override
    public @Nullable WalRecord next(Duration patience) {
        WalRecord ready = ready();
        if (ready != null) {
            return ready;
        }
        long left = patience.toNanos();
        while (true) {
            long noted = source.durable().wakes();
            Lsn seen = source.durable().last();
            lock.lock();
            try {
                refuseClosed();
                WalRecord record = seen.isAfter(position()) ? advance() : null;
                if (record != null) {
                    return record;
                }
            } finally {
                lock.unlock();
            }
            if (left <= 0) {
                return null;
            }
            try {
                left = source.durable().await(Lsn.max(seen, position()), noted, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }

    /** From the batch at hand, which is durable and in memory: no lock, no file. */
    private @Nullable WalRecord ready() {
        refuseClosed();
        Batch current = batch;
        SegmentReader open = segment;
        try {
            while (current != null && open != null && current.isRecord(at)) {
                WalRecord record = open.record(current, batchBlock, at);
                at = current.after(at);
                if (record.lsn().isAfter(position())) {
                    position.setRelease(record.lsn());
                    return record;
                }
            }
            return null;
        } catch (BadBytes e) {
            throw e.in(open.path());
        }
    }

    private void refuseClosed() {
        if (closed) {
            throw new WalException.Closed("The reader");
        }
    }

    /** The next durable record; null when the position only moved over a jump. */
    private @Nullable WalRecord advance() {
        String name = "?";
        try {
            while (true) {
                WalRecord record = ready();
                if (record != null) {
                    return record;
                }
                batch = null;
                Segment next = segmentOf(Math.max(position().value() + 1, nextLsn));
                if (next == null) {
                    return null;
                }
                name = next.name();
                read(next);
            }
        } catch (BadBytes e) {
            throw why(e, name);
        } catch (IOException e) {
            throw new WalException.Inaccessible(source.catalog().path(name), "it cannot be read: " + e.getMessage(), e);
        }
    }

    /** Behind a sync that failed a relaxed segment may show anything; that is the failure, and no corruption. */
    private WalException why(BadBytes e, String name) {
        SegmentReader open = segment;
        WalException failure = open != null && open.header().relaxed() ? source.failure().get() : null;
        return failure == null ? e.in(source.catalog().path(name)) : failure;
    }

    /**
     * The segment that holds the first record at or behind {@code lsn}, if there is a durable one. The durable position comes
     * first: one that is read later may lie in a segment that the list does not have yet, and would be looked for in the last.
     */
    private @Nullable Segment segmentOf(long lsn) {
        Lsn durable = source.durable().last();
        List<Segment> segments = source.catalog().segments();
        for (Segment candidate : segments) {
            Lsn last = Lsn.min(candidate.last(), durable);
            if (last.value() >= lsn && last.value() >= candidate.first().value()) {
                return candidate;
            }
        }
        return null;
    }

    private void read(Segment next) throws IOException, BadBytes {
        SegmentReader open = segment;
        if (open == null || !segmentFirst.equals(next.first())) {
            closeSegment();
            open = SegmentReader.open(source.storage(), next.name(), source.cipher(), ahead);
            segment = open;
            segmentFirst = next.first();
            nextBlock = 1;
            nextLsn = next.first().value();
        }
        // whoever moves on while reading lets go of what lies behind
        hold.move(Lsn.of(Math.max(hold.from().value(), position().value() + 1)));
        Batch read = open.read(nextBlock, nextLsn, source.writtenBytes().applyAsLong(next));
        batchBlock = nextBlock;
        nextBlock += read.sizeBytes() / Layout.BLOCK_BYTES;
        nextLsn = read.last().value() + 1;
        batch = read;
        at = 0;
    }

    private void closeSegment() throws IOException {
        SegmentReader open = segment;
        segment = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public Lsn position() {
        return position.getAcquire();
    }

    @Override
    public void close() {
        closed = true;
        source.durable().wake();
        lock.lock();
        try {
            closeSegment();
        } catch (IOException e) {
            throw new WalException.Inaccessible(source.storage().directory(), "a reader cannot be closed: " + e.getMessage(),
                    e);
        } finally {
            lock.unlock();
            hold.close();
            onClose.run();
        }
    }
}
