package io.quarkiverse.durable.wal.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.format.SegmentHeader;
import io.quarkiverse.durable.wal.segment.BatchEncoder;
import io.quarkiverse.durable.wal.segment.SegmentNames;
import io.quarkiverse.durable.wal.segment.SegmentWriter;
import io.quarkiverse.durable.wal.storage.Storage;
import io.quarkiverse.durable.wal.storage.StorageFile;

/**
 * The segments of a log, and the files that wait to become one. A file is {@code spare} until its header is durable under that
 * name; the rename that puts it into use is durable before the first record is written.
 */
public final class Catalog {

    private final Storage storage;
    private final SegmentSettings settings;
    private final Holds holds = new Holds();
    private final Reserve reserve;
    private final SecureRandom random = new SecureRandom();

    /**
     * One release or preparation at a time. Taken before the monitor, which is free while files are renamed and deleted, so
     * that the writer does not wait for it.
     */
    private final ReentrantLock releasing = new ReentrantLock();
    @GuardedBy("releasing")
    private boolean closed;
    /** Renamed from a segment that is in use no more; may be one again when the rename is durable. */
    @GuardedBy("releasing")
    private @Nullable String released;
    @GuardedBy("releasing")
    private boolean unsynced;
    @GuardedBy("this")
    private long sequence;
    @GuardedBy("this")
    private Lsn firstKept = Lsn.NONE;
    private volatile List<Segment> segments;

    public Catalog(Storage storage, SegmentSettings settings, Reserve reserve, Found found) {
        this.storage = storage;
        this.settings = settings;
        this.reserve = reserve;
        this.segments = List.copyOf(found.segments());
        this.sequence = found.sequence();
        this.firstKept = found.fromTheBeginning() || segments.isEmpty() ? Lsn.NONE : segments.get(0).first();
    }

    /**
     * What the directory holds.
     *
     * @param spares of the right size, ready for reuse
     * @param spareNumber highest in use
     * @param sequence highest in use
     * @param fromTheBeginning nothing was ever truncated
     */
    public record Found(List<Segment> segments, List<String> spares, long spareNumber, long sequence,
            boolean fromTheBeginning) {
    }

    public List<Segment> segments() {
        return segments;
    }

    /** Below this nothing can be read any more, whether its files are gone yet or not. */
    public synchronized Lsn firstKept() {
        return firstKept;
    }

    public Holds holds() {
        return holds;
    }

    /**
     * A file for {@link #activate}. Waits for a release that is under way, whose file it may be.
     *
     * @throws WalException.Full no room on the disk or within the budget
     */
    public Reserve.Spare prepare() {
        releasing.lock();
        try {
            return reserve.prepare();
        } finally {
            releasing.unlock();
        }
    }

    /** Puts a prepared file into use behind {@code previousLast}. Durable on return. Writer thread only. */
    public SegmentWriter activate(Reserve.Spare spare, Lsn first, Lsn previousLast) throws IOException {
        SegmentHeader draft;
        synchronized (this) {
            draft = new SegmentHeader(settings.logId(), settings.epoch(), ++sequence, first, before(first), previousLast,
                    settings.clockMillis().getAsLong(), settings.sizeBytes(), settings.flags(), 0, salt(),
                    SegmentHeader.Proof.NONE);
        }
        SegmentCipher.Begun begun = settings.cipher().begin(draft);
        SegmentHeader header = begun.header();
        String name = SegmentNames.segment(first);
        StorageFile file = storage.open(spare.name(), settings.mode());
        try {
            ByteBuffer block = BatchEncoder.aligned(Layout.BLOCK_BYTES);
            header.encode(block);
            file.write(block.flip(), 0);
            file.force();
            storage.rename(spare.name(), name);
            storage.syncDirectory();
        } catch (IOException e) {
            file.close();
            throw e;
        }
        publish(new Segment(name, first, Segment.OPEN_END, header.previousFirst(), settings.sizeBytes(),
                header.keyNumber()), previousLast);
        settings.listener().segmentOpened(path(name), first, spare.recycled());
        return new SegmentWriter(name, begun, file);
    }

    private UUID salt() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    /** First LSN of the segment before a new one. A segment that was left empty gives up its name, and its place. */
    private Lsn before(Lsn first) {
        if (segments.isEmpty()) {
            return Lsn.NONE;
        }
        Segment newest = segments.get(segments.size() - 1);
        return newest.first().equals(first) ? newest.previousFirst() : newest.first();
    }

    private synchronized void publish(Segment opened, Lsn previousLast) {
        List<Segment> next = new ArrayList<>(segments);
        if (!next.isEmpty()) {
            Segment newest = next.remove(next.size() - 1);
            if (!newest.first().equals(opened.first())) {
                next.add(newest.active() ? newest.sealed(previousLast) : newest);
            }
        }
        next.add(opened);
        segments = List.copyOf(next);
    }

    /** A hold for a reader, taken so that no truncation comes between the check and the hold. */
    public synchronized Wal.Hold holdForReader(String name, Lsn from) {
        if (from.isBefore(firstKept)) {
            throw new WalException.BelowFloor(from, firstKept);
        }
        return holds.add(name, from, true);
    }

    /** A hold that no truncation overlooks once this has returned. */
    public synchronized Wal.Hold hold(String name, Lsn from) {
        return holds.add(name, from, false);
    }

    /**
     * Gives up what lies below every claim; {@link #release()} lets go of the files.
     *
     * @param cursors from where each cursor needs the log
     */
    public synchronized void giveUp(Collection<Lsn> cursors) {
        List<Lsn> claims = new ArrayList<>(cursors);
        claims.addAll(holds.from(false));
        Optional<Lsn> keepFrom = Retention.keepFrom(claims, holds.from(true));
        int count = keepFrom.isEmpty() ? 0 : Retention.releasable(segments, keepFrom.get());
        if (count > 0) {
            firstKept = Lsn.max(firstKept, segments.get(count).first());
        }
    }

    /**
     * Releases the segments that were given up, oldest first, each durably before the next, so that a crash leaves no gap. What
     * failed is tried again by the next call.
     *
     * @return how many
     */
    public int release() {
        releasing.lock();
        try {
            int count = 0;
            if (closed) {
                return count;
            }
            String surplus = reserve.nextRound();
            if (surplus != null) {
                storage.delete(surplus);
            }
            syncReleased();
            for (Segment oldest = givenUp(); oldest != null; oldest = givenUp()) {
                release(oldest);
                count++;
                settings.listener().segmentReleased(path(oldest.name()), oldest.first());
            }
            if (count > 0) {
                settings.listener().truncated(firstKept());
            }
            return count;
        } catch (IOException e) {
            throw new WalException.Inaccessible(storage.directory(), "a release cannot be made durable: " + e.getMessage(), e);
        } finally {
            releasing.unlock();
        }
    }

    private synchronized @Nullable Segment givenUp() {
        List<Segment> now = segments;
        return now.size() > 1 && now.get(1).first().value() <= firstKept.value() ? now.get(0) : null;
    }

    @GuardedBy("releasing")
    private void release(Segment segment) throws IOException {
        boolean recycled = segment.fileBytes() == settings.sizeBytes()
                && (segment.keyId() != 0) == settings.cipher().encrypts();
        String spare = recycled ? reserve.nameForRecycling() : null;
        if (spare != null) {
            storage.rename(segment.name(), spare);
        } else {
            storage.delete(segment.name());
        }
        released = spare;
        unsynced = true;
        synchronized (this) {
            segments = List.copyOf(segments.subList(1, segments.size()));
        }
        syncReleased();
    }

    @GuardedBy("releasing")
    private void syncReleased() throws IOException {
        if (unsynced) {
            storage.syncDirectory();
            unsynced = false;
            String spare = released;
            released = null;
            if (spare != null) {
                reserve.add(spare);
            }
        }
    }

    /** Nothing is released from here on: the directory may belong to somebody else. */
    public void close() {
        releasing.lock();
        try {
            closed = true;
        } finally {
            releasing.unlock();
        }
    }

    public Path path(String name) {
        return storage.directory().resolve(name);
    }
}
