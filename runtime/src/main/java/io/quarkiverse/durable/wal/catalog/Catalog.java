package io.quarkiverse.durable.wal.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.format.SegmentHeader;
import io.quarkiverse.durable.wal.segment.BatchEncoder;
import io.quarkiverse.durable.wal.segment.SegmentNames;
import io.quarkiverse.durable.wal.segment.SegmentWriter;
import io.quarkiverse.durable.wal.storage.NoSpaceException;
import io.quarkiverse.durable.wal.storage.Storage;
import io.quarkiverse.durable.wal.storage.StorageFile;

/**
 * The segments of a log, and the files that wait to become one. A file is {@code spare} until its header is durable under that
 * name; the rename that puts it into use is durable before the first record is written.
 */
public final class Catalog {

    /** More files than this are not kept for reuse. */
    static final int SPARES_MAX = 2;
    private static final int FILL_BYTES = 1 << 20;

    private final Storage storage;
    private final SegmentSettings settings;
    private final Holds holds = new Holds();

    @GuardedBy("this")
    private final Deque<String> spares = new ArrayDeque<>();
    @GuardedBy("this")
    private long spareNumber;
    @GuardedBy("this")
    private long sequence;
    @GuardedBy("this")
    private Lsn firstKept = Lsn.NONE;
    private volatile List<Segment> segments;

    public Catalog(Storage storage, SegmentSettings settings, Found found) {
        this.storage = storage;
        this.settings = settings;
        this.segments = List.copyOf(found.segments());
        this.spares.addAll(found.spares());
        this.spareNumber = found.spareNumber();
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

    public Holds holds() {
        return holds;
    }

    /**
     * A file of full size, every block of it allocated and durable, for {@link #activate}.
     *
     * @throws WalException.Full no room on the disk or within the budget
     */
    public String prepare() {
        String name;
        synchronized (this) {
            if (!spares.isEmpty()) {
                return spares.removeFirst();
            }
            name = SegmentNames.spare(++spareNumber);
        }
        String temporary = name + ".tmp";
        try {
            long used = diskBytes();
            if (settings.budgetBytes() > 0 && used + settings.sizeBytes() > settings.budgetBytes()) {
                throw new WalException.Full(storage.directory(), "its segments take " + used + " bytes and another "
                        + settings.sizeBytes() + " would exceed the budget of " + settings.budgetBytes()
                        + ". Consumers that lag behind hold records; let them catch up or raise the disk budget.", null);
            }
            fill(temporary);
            storage.rename(temporary, name);
            return name;
        } catch (IOException e) {
            discard(temporary, e);
            if (e instanceof NoSpaceException) {
                throw new WalException.Full(storage.directory(), "the disk has no room for another segment of "
                        + settings.sizeBytes() + " bytes. Free space on it.", e);
            }
            throw new WalException.Inaccessible(storage.directory(), "a new segment cannot be prepared: " + e.getMessage(), e);
        }
    }

    private void fill(String name) throws IOException {
        ByteBuffer zeros = BatchEncoder.aligned(Math.min(FILL_BYTES, settings.sizeBytes()));
        try (StorageFile file = storage.open(name, Storage.Mode.WRITE)) {
            for (long at = 0; at < settings.sizeBytes(); at += zeros.limit()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), settings.sizeBytes() - at));
                file.write(zeros, at);
            }
            file.force();
        }
    }

    private void discard(String name, IOException reason) {
        try {
            storage.delete(name);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Puts a prepared file into use behind {@code previousLast}. Durable on return. Writer thread only. */
    public SegmentWriter activate(String spare, Lsn first, Lsn previousLast) throws IOException {
        SegmentHeader header;
        synchronized (this) {
            header = new SegmentHeader(settings.logId(), settings.epoch(), ++sequence, first, before(first), previousLast,
                    settings.clockMillis().getAsLong(), settings.sizeBytes(), settings.flags(), settings.keyId(),
                    UUID.randomUUID());
        }
        String name = SegmentNames.segment(first);
        StorageFile file = storage.open(spare, settings.mode());
        try {
            ByteBuffer block = BatchEncoder.aligned(Layout.BLOCK_BYTES);
            header.encode(block);
            file.write(block.flip(), 0);
            file.force();
            storage.rename(spare, name);
            storage.syncDirectory();
        } catch (IOException e) {
            file.close();
            throw e;
        }
        publish(new Segment(name, first, Segment.OPEN_END, header.previousFirst(), settings.sizeBytes()), previousLast);
        settings.listener().segmentOpened(path(name), first, false);
        return new SegmentWriter(name, header, file);
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

    /**
     * Releases what lies below every claim, oldest first, each durably before the next, so that a crash leaves no gap.
     *
     * @param cursors from where each cursor needs the log
     */
    public synchronized void truncate(Collection<Lsn> cursors) {
        List<Lsn> claims = new ArrayList<>(cursors);
        claims.addAll(holds.from(false));
        Optional<Lsn> keepFrom = Retention.keepFrom(claims, holds.from(true));
        int count = keepFrom.isEmpty() ? 0 : Retention.releasable(segments, keepFrom.get());
        for (int i = 0; i < count; i++) {
            Segment oldest = segments.get(0);
            firstKept = segments.get(1).first();
            try {
                release(oldest);
            } catch (IOException e) {
                throw new WalException.Inaccessible(path(oldest.name()), "it cannot be released: " + e.getMessage(), e);
            }
            segments = List.copyOf(segments.subList(1, segments.size()));
            settings.listener().segmentReleased(path(oldest.name()), oldest.first());
        }
        if (count > 0) {
            settings.listener().truncated(firstKept);
        }
    }

    @GuardedBy("this")
    private void release(Segment segment) throws IOException {
        boolean reuse = segment.fileBytes() == settings.sizeBytes() && spares.size() < SPARES_MAX;
        if (reuse) {
            String spare = SegmentNames.spare(++spareNumber);
            storage.rename(segment.name(), spare);
            storage.syncDirectory();
            spares.add(spare);
        } else {
            storage.delete(segment.name());
            storage.syncDirectory();
        }
    }

    /** Bytes of all segment files, those in reserve included. */
    public long diskBytes() throws IOException {
        return storage.list().stream()
                .filter(e -> SegmentNames.firstLsn(e.name()).isPresent() || SegmentNames.spareNumber(e.name()).isPresent())
                .mapToLong(Storage.Entry::sizeBytes).sum();
    }

    public Path path(String name) {
        return storage.directory().resolve(name);
    }
}
