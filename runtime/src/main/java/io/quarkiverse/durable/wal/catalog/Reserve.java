package io.quarkiverse.durable.wal.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.segment.BatchEncoder;
import io.quarkiverse.durable.wal.segment.SegmentNames;
import io.quarkiverse.durable.wal.storage.NoSpaceException;
import io.quarkiverse.durable.wal.storage.Storage;
import io.quarkiverse.durable.wal.storage.StorageFile;

/** The files that wait to become a segment: those that were one before, and new ones, as far as disk and budget allow. */
public final class Reserve {

    /** So many files are kept for reuse in any case, and more only as fast as they are used. */
    static final int SPARES_MIN = 2;
    static final int SPARES_MAX = 16;
    private static final int FILL_BYTES = 1 << 20;

    private final Storage storage;
    private final SegmentSettings settings;
    @GuardedBy("this")
    private final Deque<String> spares = new ArrayDeque<>();
    @GuardedBy("this")
    private long number;
    /** Files taken since the last round of releases. */
    @GuardedBy("this")
    private int taken;
    /** Files taken in a round, of late. */
    @GuardedBy("this")
    private int demand;
    /** The first segment of an opening, which outcomes need that an earlier process could not write, may exceed the budget. */
    @GuardedBy("this")
    private boolean begun;
    /** One caller of {@link #prepare()} at a time. */
    private @Nullable ByteBuffer zeros;

    /**
     * @param found files of the right size
     * @param number highest in use
     */
    public Reserve(Storage storage, SegmentSettings settings, Collection<String> found, long number) {
        this.storage = storage;
        this.settings = settings;
        this.spares.addAll(found);
        this.number = number;
    }

    /**
     * A file for a segment.
     *
     * @param recycled it was one before
     */
    public record Spare(String name, boolean recycled) {
    }

    /**
     * A file of full size, every block of it allocated and durable, for {@link Catalog#activate}. Called by one thread.
     *
     * @throws WalException.Full no room on the disk or within the budget
     */
    public Spare prepare() {
        String kept;
        String name;
        boolean first;
        synchronized (this) {
            first = !begun;
            taken++;
            kept = spares.pollFirst();
            name = kept != null ? kept : SegmentNames.spare(++number);
        }
        String temporary = name + ".tmp";
        try {
            if (kept != null) {
                begin();
                return new Spare(kept, isUsed(storage, kept));
            }
            if (!first) {
                refuseBeyondBudget();
            }
            fill(temporary);
            storage.rename(temporary, name);
            begin();
            return new Spare(name, false);
        } catch (IOException e) {
            if (kept != null) {
                add(kept);
            }
            discard(temporary, e);
            if (e instanceof NoSpaceException) {
                throw new WalException.Full(storage.directory(), "the disk has no room for another segment of "
                        + settings.sizeBytes() + " bytes. Free space on it.", e);
            }
            throw new WalException.Inaccessible(storage.directory(), "a new segment cannot be prepared: " + e.getMessage(), e);
        }
    }

    private synchronized void begin() {
        begun = true;
    }

    private void refuseBeyondBudget() throws IOException {
        long used = diskBytes();
        if (settings.budgetBytes() > 0 && used + settings.sizeBytes() > settings.budgetBytes()) {
            throw new WalException.Full(storage.directory(), "its segments take " + used + " bytes and another "
                    + settings.sizeBytes() + " would exceed the budget of " + settings.budgetBytes()
                    + ". Consumers that lag behind hold records; let them catch up or raise the disk budget.", null);
        }
    }

    /** A file that never became a segment is all zeros. */
    public static boolean isUsed(Storage storage, String name) throws IOException {
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            ByteBuffer start = ByteBuffer.allocate(Long.BYTES);
            file.read(start, 0);
            return start.getLong(0) != 0;
        }
    }

    private void fill(String name) throws IOException {
        ByteBuffer source = zeros;
        if (source == null) {
            source = BatchEncoder.aligned(Math.min(FILL_BYTES, settings.sizeBytes()));
            zeros = source;
        }
        Storage.Mode mode = settings.mode() == Storage.Mode.WRITE ? Storage.Mode.WRITE : Storage.Mode.WRITE_DIRECT_UNSYNCED;
        try (StorageFile file = storage.open(name, mode)) {
            for (long at = 0; at < settings.sizeBytes(); at += source.limit()) {
                source.clear().limit((int) Math.min(source.capacity(), settings.sizeBytes() - at));
                file.write(source, at);
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

    /**
     * Another round of releases begins. To zero a new file costs as much as writing a segment, so what a round needs is kept
     * for the next; what no round needed lately is given back.
     *
     * @return a file to delete, or null
     */
    synchronized @Nullable String nextRound() {
        demand = Math.max(taken, demand - 1);
        taken = 0;
        return spares.size() > enough() ? spares.pollLast() : null;
    }

    @GuardedBy("this")
    private int enough() {
        return Math.max(SPARES_MIN, Math.min(SPARES_MAX, demand + 1));
    }

    /** Where a segment goes that is in use no more; null when the reserve has enough. */
    synchronized @Nullable String nameForRecycling() {
        return spares.size() < enough() ? SegmentNames.spare(++number) : null;
    }

    /** From now on this file may become a segment. */
    synchronized void add(String name) {
        spares.add(name);
    }

    /** Bytes of all segment files, those in reserve included. */
    public long diskBytes() throws IOException {
        return storage.list().stream()
                .filter(e -> SegmentNames.firstLsn(e.name()).isPresent() || SegmentNames.spareNumber(e.name()).isPresent())
                .mapToLong(Storage.Entry::sizeBytes).sum();
    }
}
