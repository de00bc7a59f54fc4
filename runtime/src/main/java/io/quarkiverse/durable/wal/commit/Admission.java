package io.quarkiverse.durable.wal.commit;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.catalog.Reserve;

/**
 * Who may append: gives out LSNs, keeps the queue in their order, and knows what room there is.
 *
 * <p>
 * An append is admitted only when the current segment, or the current and a spare one, certainly hold it even if every record
 * were a batch of its own. So once an LSN is taken, a full disk cannot fail it any more.
 *
 * <p>
 * One lock guards everything. Appenders take it to be admitted; who has the turn to write, to take a batch, to settle it and to
 * roll over; the
 * keeper to say what became of a request. Nobody does I/O or calls a listener under it, and the only lock taken under it is the
 * one behind {@code requestSegment}. {@code pendingBytes} and {@code remainingBytes} change together, when a batch is settled:
 * what is being written counts as pending, and its room as free, until then.
 */
final class Admission {

    private static final int SPINS = 40;

    private enum Supply {
        NONE,
        REQUESTED,
        READY
    }

    private final Sizes sizes;
    private final LongSupplier clockMillis;
    private final Runnable requestSegment;
    private final Supplier<WalException> whenClosed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    @GuardedBy("lock")
    private final AppendQueue queue = new AppendQueue();
    private volatile int queued;
    private volatile @Nullable PendingAppend first;
    /** Room that the queued and the records being written may need at most. */
    @GuardedBy("lock")
    private long pendingBytes;
    @GuardedBy("lock")
    private long remainingBytes;
    @GuardedBy("lock")
    private Lsn last;
    @GuardedBy("lock")
    private boolean appended;
    private volatile boolean closing;
    @GuardedBy("lock")
    private Supply supply = Supply.NONE;
    @GuardedBy("lock")
    private Reserve.@Nullable Spare spare;
    /** Number of the last request for a segment. */
    @GuardedBy("lock")
    private long requests;
    /** Why the last request was in vain; null when it was not, or is not answered. */
    @GuardedBy("lock")
    private @Nullable Supplier<WalException> refusal;
    /** The next segment is to begin as soon as there is a file for it. */
    @GuardedBy("lock")
    private boolean retiring;
    /** Of who has the turn. */
    private boolean rolls;
    private volatile @Nullable Supplier<WalException> failure;

    /**
     * @param floor the next LSN is above it
     * @param requestSegment asks for a later call of {@link #supplied} or {@link #notSupplied}; must not block
     */
    Admission(Sizes sizes, LongSupplier clockMillis, Lsn floor, Runnable requestSegment, Supplier<WalException> whenClosed) {
        this.sizes = sizes;
        this.clockMillis = clockMillis;
        this.last = floor;
        this.requestSegment = requestSegment;
        this.whenClosed = whenClosed;
    }

    // ---- appenders

    PendingAppend append(CommitLoop loop, int type, int flags, ByteBuffer payload, int following) {
        long needed = sizes.worst(payload.remaining());
        long left = sizes.left(needed, following);
        long now = clockMillis.getAsLong();
        enter();
        try {
            admit(needed + left);
            PendingAppend pending = new PendingAppend(loop, type, flags, last.next(), now, payload);
            // nothing fails from here on: a number that was taken and not queued would be a gap in the log
            queue.add(pending);
            last = pending.lsn();
            appended = true;
            pendingBytes += needed;
            if (first == null) {
                first = pending;
            }
            queued = queue.size();
            return pending;
        } finally {
            lock.unlock();
        }
    }

    /** The lock is held so briefly that to be suspended for it would take many times longer. */
    private void enter() {
        for (int i = 0; i < SPINS; i++) {
            if (lock.tryLock()) {
                return;
            }
            if (i < SPINS / 2) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        lock.lock();
    }

    /** Appended and not yet taken. */
    int queued() {
        return queued;
    }

    /** Nothing that is queued was appended before. True at once for what found the queue empty, until it is taken. */
    boolean isFirst(PendingAppend pending) {
        return first == pending;
    }

    boolean isClosing() {
        return closing;
    }

    /**
     * Waits for room. Fails for want of it only when nothing is under way that may leave some, and a request for a segment that
     * was made after the append came was in vain: what an earlier one found may have changed.
     */
    @GuardedBy("lock")
    private void admit(long needed) {
        long before = requests;
        while (true) {
            refuseWhenOver();
            if (fits(needed)) {
                return;
            }
            if (supply == Supply.NONE) {
                Supplier<WalException> refused = requests > before ? refusal : null;
                if (refused == null) {
                    request();
                    continue;
                }
                if (pendingBytes == 0) {
                    throw refused.get();
                }
            }
            room.awaitUninterruptibly();
        }
    }

    @GuardedBy("lock")
    private boolean fits(long needed) {
        long all = pendingBytes + needed;
        return all <= remainingBytes || supply == Supply.READY && all <= sizes.capacityBytes();
    }

    @GuardedBy("lock")
    private void refuseWhenOver() {
        Supplier<WalException> poison = failure;
        if (poison != null) {
            throw poison.get();
        }
        if (closing) {
            throw whenClosed.get();
        }
    }

    @GuardedBy("lock")
    private void request() {
        requestSegment.run();
        // only now: who waits for a request that was not made waits for ever
        supply = Supply.REQUESTED;
        refusal = null;
        requests++;
    }

    /** Records go to a new segment as soon as there is a file for it; until then the current one goes on. */
    void retire() {
        lock.lock();
        try {
            retiring = true;
            if (supply == Supply.NONE && !closing) {
                request();
            }
        } finally {
            lock.unlock();
        }
    }

    /** True if it moved. */
    boolean raiseFloor(Lsn floor) {
        lock.lock();
        try {
            if (!floor.isAfter(last)) {
                return false;
            }
            if (appended) {
                throw new IllegalStateException("The floor can only be raised before the first append");
            }
            last = floor;
            return true;
        } finally {
            lock.unlock();
        }
    }

    Lsn last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Supplier<WalException> failure() {
        return failure;
    }

    void close() {
        lock.lock();
        try {
            closing = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---- the keeper

    void supplied(Reserve.Spare prepared) {
        lock.lock();
        try {
            spare = prepared;
            supply = Supply.READY;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Fails the appends that waited for this one; the next that needs a segment asks again. */
    void notSupplied(Supplier<WalException> why) {
        lock.lock();
        try {
            supply = Supply.NONE;
            refusal = why;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---- who has the turn to write

    /**
     * Moves what makes one batch into {@code batch}; nothing when nothing is queued.
     *
     * @param roomBytes what is left of the current segment
     * @param newSegment a first record that needs more than that, or is to begin a new segment, goes into one; else it stays in
     *        the queue
     * @return false when it stays
     */
    boolean take(List<PendingAppend> batch, long roomBytes, boolean newSegment) {
        enter();
        try {
            boolean leave = retiring && supply == Supply.READY;
            rolls = leave && newSegment;
            long content = 0;
            for (PendingAppend next = leave && !newSegment ? null : queue.peek(); next != null; next = queue.peek()) {
                long with = content + sizes.frameBytes(next.payload().remaining());
                boolean alone = content == 0;
                if (!sizes.fitsBatch(with, alone, alone && newSegment ? Long.MAX_VALUE : roomBytes)) {
                    break;
                }
                content = with;
                batch.add(next);
                queue.poll();
            }
            boolean stays = batch.isEmpty() && queue.size() > 0;
            first = queue.peek();
            queued = queue.size();
            return !stays;
        } finally {
            lock.unlock();
        }
    }

    /** The next of those that were queued when {@link #fail} was called. */
    @Nullable
    PendingAppend abandon() {
        lock.lock();
        try {
            PendingAppend abandoned = queue.poll();
            first = queue.peek();
            queued = queue.size();
            return abandoned;
        } finally {
            lock.unlock();
        }
    }

    /** The batch is durable; the next segment is asked for in good time, once. */
    void settle(List<PendingAppend> batch, long remaining) {
        long settled = 0;
        for (int i = 0; i < batch.size(); i++) {
            settled += sizes.worst(batch.get(i).payload().remaining());
        }
        enter();
        try {
            pendingBytes -= settled;
            remainingBytes = remaining;
            if (supply == Supply.NONE && refusal == null && remaining < sizes.capacityBytes() / 2) {
                request();
            }
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the batch that was taken last begins a new segment though the current one has room. */
    boolean rolls() {
        return rolls;
    }

    /** The prepared file; its room counts from now on, so that nobody asks for another before it is in use. */
    Reserve.Spare roll(Lsn first) {
        lock.lock();
        try {
            Reserve.Spare prepared = spare;
            if (prepared == null) {
                throw new IllegalStateException("No segment is prepared although record " + first + " was admitted");
            }
            spare = null;
            retiring = false;
            supply = Supply.NONE;
            refusal = null;
            remainingBytes = sizes.capacityBytes();
            room.signalAll();
            return prepared;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is admitted any more; what is queued is for {@link #abandon()}. Allocates nothing: memory may be why. */
    void fail(Supplier<WalException> why) {
        lock.lock();
        try {
            failure = why;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
