package io.quarkiverse.durable.wal.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalOptions.SyncMode;
import io.quarkiverse.durable.wal.catalog.Catalog;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.segment.BatchEncoder;
import io.quarkiverse.durable.wal.segment.SegmentWriter;

/**
 * Group commit: appends are queued in LSN order, one thread writes whatever has gathered while it wrote before.
 *
 * <p>
 * An append is admitted only when the current segment, or the current and a spare one, certainly hold it even if every record
 * were a batch of its own. So once an LSN is taken, a full disk cannot fail it any more.
 */
public final class CommitLoop {

    private static final int BATCH_BYTES = 1 << 20;

    private enum Supply {
        NONE,
        REQUESTED,
        READY
    }

    /** Collaborators. */
    public record Parts(Catalog catalog, BatchEncoder encoder, DurablePosition durable, WalListener listener,
            LongSupplier clockMillis) {
    }

    private final WalOptions options;
    private final Parts parts;
    private final long capacityBytes;
    private final long batchBytesMax;
    private final Runnable requestSegment;
    private final Thread thread = new Thread(this::run, "durable-log-writer");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    @GuardedBy("lock")
    private final Deque<PendingAppend> queue = new ArrayDeque<>();
    /** Room that the queued and the records being written may need at most. */
    @GuardedBy("lock")
    private long pendingBytes;
    @GuardedBy("lock")
    private long remainingBytes;
    @GuardedBy("lock")
    private long last;
    @GuardedBy("lock")
    private boolean appended;
    @GuardedBy("lock")
    private boolean closing;
    @GuardedBy("lock")
    private Supply supply = Supply.NONE;
    @GuardedBy("lock")
    private @Nullable String spare;
    @GuardedBy("lock")
    private @Nullable Supplier<WalException> supplyFailure;
    private volatile @Nullable Supplier<WalException> failure;

    /** Writer thread only. */
    private @Nullable SegmentWriter segment;
    private volatile long lastWritten;
    private boolean unsynced;
    private long syncDueNanos;

    /**
     * @param end last record in the log, with which the next segment says it continues
     * @param floor the next LSN is above it
     * @param requestSegment asks for a call of {@link #supplied} or {@link #notSupplied}; must not block
     */
    public CommitLoop(WalOptions options, Parts parts, Lsn end, Lsn floor, Runnable requestSegment) {
        this.options = options;
        this.parts = parts;
        this.requestSegment = requestSegment;
        this.capacityBytes = options.segmentSizeBytes() - (long) Layout.BLOCK_BYTES;
        long largest = Layout.batchBytes(parts.encoder().frameBytes(options.recordBytesMax()));
        this.batchBytesMax = Math.max(largest, Math.min(BATCH_BYTES, Layout.batchBytesMax(options.segmentSizeBytes())));
        this.last = floor.value();
        this.lastWritten = end.value();
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    public Wal.Ticket append(int type, ByteBuffer payload) {
        long needed = worst(payload.remaining());
        lock.lock();
        try {
            admit(needed);
            PendingAppend pending = new PendingAppend(type, ++last, parts.clockMillis().getAsLong(), payload.duplicate());
            appended = true;
            pendingBytes += needed;
            queue.add(pending);
            work.signal();
            return pending;
        } finally {
            lock.unlock();
        }
    }

    private long worst(int payloadBytes) {
        return Layout.batchBytes(parts.encoder().frameBytes(payloadBytes)) + Layout.BLOCK_BYTES;
    }

    @GuardedBy("lock")
    private void admit(long needed) {
        while (true) {
            refuseWhenOver();
            if (pendingBytes + needed <= remainingBytes) {
                return;
            }
            if (supply == Supply.READY) {
                if (pendingBytes + needed <= capacityBytes) {
                    return;
                }
                room.awaitUninterruptibly();
            } else {
                awaitSupply();
            }
        }
    }

    @GuardedBy("lock")
    private void awaitSupply() {
        Supplier<WalException> failed = supplyFailure;
        if (supply == Supply.NONE && failed != null) {
            supplyFailure = null;
            if (queue.isEmpty() && pendingBytes == 0) {
                throw failed.get();
            }
        }
        if (supply == Supply.NONE) {
            request();
        }
        while (supply == Supply.REQUESTED && failure == null && !closing) {
            room.awaitUninterruptibly();
        }
        failed = supplyFailure;
        if (failed != null && pendingBytes == 0) {
            supplyFailure = null;
            throw failed.get();
        }
        if (failed != null) {
            room.awaitUninterruptibly();
        }
    }

    @GuardedBy("lock")
    private void request() {
        supply = Supply.REQUESTED;
        supplyFailure = null;
        requestSegment.run();
    }

    @GuardedBy("lock")
    private void refuseWhenOver() {
        Supplier<WalException> poison = failure;
        if (poison != null) {
            throw poison.get();
        }
        if (closing) {
            throw new WalException.Closed("The log in " + options.directory());
        }
    }

    public void supplied(String name) {
        lock.lock();
        try {
            spare = name;
            supply = Supply.READY;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next append that needs a segment fails so, and the one after it asks again. */
    public void notSupplied(Supplier<WalException> why) {
        lock.lock();
        try {
            supply = Supply.NONE;
            supplyFailure = why;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public void raiseFloor(Lsn floor) {
        lock.lock();
        try {
            if (floor.value() <= last) {
                return;
            }
            if (appended) {
                throw new IllegalStateException("The floor can only be raised before the first append");
            }
            last = floor.value();
            parts.durable().publish(floor);
        } finally {
            lock.unlock();
        }
    }

    public Lsn last() {
        lock.lock();
        try {
            return Lsn.of(last);
        } finally {
            lock.unlock();
        }
    }

    /** Last record on the disk; asked after {@link #close()}. */
    public Lsn lastWritten() {
        return Lsn.of(lastWritten);
    }

    public @Nullable WalException failure() {
        Supplier<WalException> poison = failure;
        return poison == null ? null : poison.get();
    }

    /** Lets the writer finish what is queued. */
    public boolean close() {
        lock.lock();
        try {
            closing = true;
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + options.closeTimeout().toNanos();
        while (thread.isAlive() && System.nanoTime() < deadline) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    // ---- the writer's thread

    private void run() {
        List<PendingAppend> batch = new ArrayList<>();
        try {
            while (take(batch)) {
                if (!batch.isEmpty()) {
                    write(batch);
                    batch.clear();
                }
                syncWhenDue();
            }
            sync();
        } catch (IOException | RuntimeException | Error e) {
            poison(e, batch);
        } finally {
            closeSegment();
        }
    }

    /** Fills {@code batch}, or leaves it empty when a sync is due; false when the log is closed and nothing is left. */
    private boolean take(List<PendingAppend> batch) throws IOException {
        lock.lock();
        try {
            while (queue.isEmpty()) {
                if (closing) {
                    return false;
                }
                long wait = syncDueNanos - System.nanoTime();
                if (!unsynced || options.syncMode() != SyncMode.INTERVAL) {
                    work.awaitUninterruptibly();
                } else if (wait <= 0 || !awaitWork(wait)) {
                    return true;
                }
            }
            long content = 0;
            for (PendingAppend next = queue.peek(); next != null; next = queue.peek()) {
                long with = content + parts.encoder().frameBytes(next.payload().remaining());
                long limit = content == 0 ? batchBytesMax : Math.min(batchBytesMax, roomNow());
                if (Layout.batchBytes(with) > limit) {
                    break;
                }
                content = with;
                batch.add(queue.remove());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean awaitWork(long nanos) {
        try {
            return work.awaitNanos(nanos) > 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException("The writer of the log was interrupted", e);
        }
    }

    private long roomNow() {
        SegmentWriter current = segment;
        return current == null ? capacityBytes : current.remainingBytes();
    }

    private void write(List<PendingAppend> batch) throws IOException {
        long content = 0;
        for (PendingAppend pending : batch) {
            content += parts.encoder().frameBytes(pending.payload().remaining());
        }
        PendingAppend first = batch.get(0);
        PendingAppend end = batch.get(batch.size() - 1);
        SegmentWriter current = segment;
        if (current == null || Layout.batchBytes(content) > current.remainingBytes()) {
            current = roll(first.lsn());
        }
        ByteBuffer bytes = parts.encoder().encode(current.header(), current.nextBlock(), batch);
        int size = bytes.remaining();
        parts.listener().batchStarted(first.lsn(), end.lsn(), size);
        long began = System.nanoTime();
        current.write(bytes);
        if (options.syncMode() == SyncMode.COMMIT) {
            current.force();
        } else if (!unsynced) {
            unsynced = true;
            syncDueNanos = System.nanoTime() + options.syncInterval().toNanos();
        }
        lastWritten = end.lsnValue();
        parts.listener().batchDurable(first.lsn(), end.lsn(), size, System.nanoTime() - began);
        parts.durable().publish(end.lsn());
        settle(batch, current.remainingBytes());
        for (PendingAppend pending : batch) {
            pending.durable();
        }
    }

    private void settle(List<PendingAppend> batch, long remaining) {
        lock.lock();
        try {
            for (PendingAppend pending : batch) {
                pendingBytes -= worst(pending.payload().remaining());
            }
            remainingBytes = remaining;
            if (supply == Supply.NONE && supplyFailure == null && remaining < capacityBytes / 2) {
                request();
            }
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private SegmentWriter roll(Lsn first) throws IOException {
        sync();
        closeSegment();
        String name;
        lock.lock();
        try {
            name = spare;
            spare = null;
            supply = Supply.NONE;
            supplyFailure = null;
        } finally {
            lock.unlock();
        }
        if (name == null) {
            throw new IllegalStateException("No segment is prepared although record " + first + " was admitted");
        }
        SegmentWriter opened = parts.catalog().activate(name, first, Lsn.of(lastWritten));
        segment = opened;
        lock.lock();
        try {
            remainingBytes = opened.remainingBytes();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        return opened;
    }

    private void syncWhenDue() throws IOException {
        if (unsynced && options.syncMode() == SyncMode.INTERVAL && System.nanoTime() - syncDueNanos >= 0) {
            sync();
        }
    }

    private void sync() throws IOException {
        SegmentWriter current = segment;
        if (current != null && unsynced) {
            current.force();
            unsynced = false;
        }
    }

    private void closeSegment() {
        SegmentWriter current = segment;
        segment = null;
        if (current != null) {
            try {
                current.close();
            } catch (IOException durableAlready) {
                // everything in it was forced, or the log is poisoned
            }
        }
    }

    private void poison(Throwable cause, List<PendingAppend> batch) {
        SegmentWriter current = segment;
        Path file = current == null ? options.directory() : parts.catalog().path(current.name());
        Supplier<WalException> poison = () -> new WalException.Poisoned(file, String.valueOf(cause.getMessage()), cause);
        List<PendingAppend> waiting = new ArrayList<>(batch);
        lock.lock();
        try {
            failure = poison;
            waiting.addAll(queue);
            queue.clear();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        parts.durable().wake();
        try {
            parts.listener().poisoned(poison.get());
        } finally {
            for (PendingAppend pending : waiting) {
                pending.failed(poison);
            }
        }
    }
}
