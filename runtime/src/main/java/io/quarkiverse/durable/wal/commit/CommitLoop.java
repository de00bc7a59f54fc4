package io.quarkiverse.durable.wal.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalOptions.SyncMode;
import io.quarkiverse.durable.wal.catalog.Catalog;
import io.quarkiverse.durable.wal.catalog.Reserve;
import io.quarkiverse.durable.wal.segment.BatchEncoder;

/**
 * Group commit: appends are queued in LSN order, one thread at a time writes whatever has gathered while another batch was
 * written, and tells each waiter its outcome.
 *
 * <p>
 * That thread is one of those that wait, where there is one: to hand a record to another thread costs a good part of what
 * writing it costs. The log's own thread does the rest: records for which nobody waits yet, new segments, syncs by the clock.
 */
public final class CommitLoop {

    private static final long SETTLE_NANOS = 100_000;

    /** Collaborators. */
    public record Parts(Catalog catalog, BatchEncoder encoder, DurablePosition durable, WalListener listener,
            LongSupplier clockMillis) {
    }

    private final WalOptions options;
    private final DurablePosition durable;
    private final WalListener listener;
    private final Admission admission;
    private final BatchWriter writer;
    private final Turn turn = new Turn();
    private final Gathering gathering = new Gathering();
    private final Waiting waiting;
    private final boolean appendersWrite;
    /** Of who has the turn. */
    private final List<PendingAppend> batch = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "durable-log-writer");

    /**
     * @param end last record in the log, with which the next segment says it continues
     * @param floor the next LSN is above it
     * @param requestSegment asks for a call of {@link #supplied} or {@link #notSupplied}; must not block
     */
    public CommitLoop(WalOptions options, Parts parts, Lsn end, Lsn floor, Runnable requestSegment) {
        this.options = options;
        this.durable = parts.durable();
        this.listener = parts.listener();
        Sizes sizes = Sizes.of(options, parts.encoder());
        this.admission = new Admission(sizes, parts.clockMillis(), floor, requestSegment,
                () -> new WalException.Closed("The log in " + options.directory()));
        this.writer = new BatchWriter(options, parts, admission, sizes, end);
        this.waiting = new Waiting(options.waiting(), gathering);
        this.appendersWrite = options.syncMode() == SyncMode.COMMIT;
    }

    public void start() {
        turn.writer(thread);
        thread.setDaemon(true);
        thread.start();
    }

    // ---- appenders

    /**
     * @param payload as it is to be stored, but for encryption, with what the frame's {@code flags} say of it
     * @param following small records that are to find room after it
     */
    public Wal.Ticket append(int type, int flags, ByteBuffer payload, int following) {
        PendingAppend pending = queue(type, flags, payload, following);
        // who found the queue empty sees to it that somebody comes; the others only say that a batch is complete
        if (admission.isFirst(pending) || admission.queued() >= gathering.target()) {
            wakeWriterIfNobodyLooks();
        }
        return pending;
    }

    /** Returns when the record is durable. */
    public Lsn appendDurable(int type, int flags, ByteBuffer payload) {
        PendingAppend pending = queue(type, flags, payload, 0);
        pending.await();
        return pending.lsn();
    }

    private PendingAppend queue(int type, int flags, ByteBuffer payload, int following) {
        PendingAppend pending = admission.append(this, type, flags, payload, following);
        if (appendersWrite) {
            gathering.appended(System.nanoTime());
        }
        return pending;
    }

    /** Writes, if it can be now, or looks for the turn for a while, or is suspended, until this one is done. */
    void await(PendingAppend pending) {
        if (pending.isDone()) {
            return;
        }
        if (turn.isWritersOnly()) {
            wakeWriterIfNobodyLooks();
        }
        if (appendersWrite && Waiting.mayWrite()) {
            turn.look();
            try {
                lookForTurn(pending);
            } finally {
                turn.lookAway();
                wakeWriterIfNobodyLooks();
            }
        } else {
            wakeWriterIfNobodyLooks();
        }
        pending.park();
    }

    private void lookForTurn(PendingAppend pending) {
        long now = System.nanoTime();
        long until = now + waiting.lookNanos();
        while (!pending.isDone()) {
            if (turn.isFree() && !turn.isWritersOnly()
                    && gathering.isComplete(admission.queued(), now) && turn.tryTake()) {
                try {
                    commitNext(false);
                } finally {
                    turn.giveBack();
                }
                if (turn.isWritersOnly()) {
                    turn.wakeWriter();
                }
            } else if (now - until >= 0) {
                return;
            } else {
                Thread.yield();
            }
            now = System.nanoTime();
        }
    }

    private void wakeWriterIfNobodyLooks() {
        if ((admission.queued() > 0 || admission.isClosing()) && turn.isFree()
                && (turn.isWritersOnly() || !turn.isLookedFor())) {
            turn.wakeWriter();
        }
    }

    public void raiseFloor(Lsn floor) {
        if (admission.raiseFloor(floor)) {
            durable.publish(floor);
        }
    }

    public Lsn last() {
        return admission.last();
    }

    /** Last record on the disk; asked after {@link #close()}. */
    public Lsn lastWritten() {
        return writer.lastWritten();
    }

    /** What is written of the segment that is in use, 0 for any other. */
    public long usedBytes(String segment) {
        return writer.usedBytes(segment);
    }

    public @Nullable WalException failure() {
        Supplier<WalException> poison = admission.failure();
        return poison == null ? null : poison.get();
    }

    /** After what is under way: what a failing sync does to a file may be seen before it is known to have failed. */
    public @Nullable WalException failureWhenSettled() {
        while (!turn.tryTake()) {
            LockSupport.parkNanos(this, SETTLE_NANOS);
        }
        turn.giveBack();
        turn.wakeWriter();
        return failure();
    }

    /** The next segment begins as soon as there is a file for it. */
    public void retireSegment() {
        admission.retire();
    }

    // ---- the keeper

    public void supplied(Reserve.Spare prepared) {
        admission.supplied(prepared);
    }

    /** Fails the appends that waited for this one; the next that needs a segment asks again. */
    public void notSupplied(Supplier<WalException> why) {
        admission.notSupplied(why);
    }

    // ---- the writer

    /** Lets the writer finish what is queued. */
    public boolean close() {
        admission.close();
        turn.wakeWriter();
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

    private void run() {
        boolean goesOn = true;
        while (goesOn) {
            long patience = patienceNanos();
            if (patience > 0) {
                LockSupport.parkNanos(this, patience);
            } else if (turn.tryTake()) {
                try {
                    goesOn = work();
                } finally {
                    turn.giveBack();
                }
            } else {
                // who has it wakes this thread
                LockSupport.park(this);
            }
        }
        writer.close();
    }

    /** Until there is something to do; a wake-up shortens it. */
    private long patienceNanos() {
        int queued = admission.queued();
        if (admission.isClosing() || admission.failure() != null) {
            return 0;
        }
        long toSync = writer.nanosToSync();
        if (queued == 0) {
            return toSync;
        }
        if (turn.isWritersOnly()) {
            return 0;
        }
        if (turn.isLookedFor()) {
            return toSync;
        }
        long now = System.nanoTime();
        return gathering.isComplete(queued, now) ? 0 : Math.min(toSync, gathering.leftNanos(now));
    }

    /** False when there will be nothing more. */
    private boolean work() {
        if (admission.failure() != null) {
            return false;
        }
        if (admission.queued() > 0) {
            commitNext(true);
        }
        if (admission.failure() != null) {
            return false;
        }
        try {
            if (!admission.isClosing() || admission.queued() > 0) {
                writer.syncWhenDue();
                return true;
            }
            writer.sync();
        } catch (IOException | RuntimeException | Error e) {
            poison(e);
        }
        return false;
    }

    // ---- who has the turn

    private void commitNext(boolean newSegment) {
        try {
            if (admission.failure() != null) {
                return;
            }
            boolean taken = admission.take(batch, writer.remainingBytes(), newSegment);
            turn.leaveToWriter(!taken);
            if (!batch.isEmpty()) {
                commit();
            }
        } catch (IOException | RuntimeException | Error e) {
            poison(e);
        } finally {
            batch.clear();
        }
    }

    private void commit() throws IOException {
        long took = writer.write(batch);
        durable.publish(writer.lastWritten());
        admission.settle(batch, writer.remainingBytes());
        gathering.written(batch.size(), admission.queued(), took, System.nanoTime());
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).durable();
        }
    }

    private void poison(Throwable cause) {
        Supplier<WalException> poison = writer.poisonedBy(cause);
        admission.fail(poison);
        durable.wake();
        try {
            listener.poisoned(poison.get());
        } catch (RuntimeException | Error e) {
            PendingAppend.uncaught(e);
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).failed(poison);
        }
        for (PendingAppend next = admission.abandon(); next != null; next = admission.abandon()) {
            next.failed(poison);
        }
    }
}
