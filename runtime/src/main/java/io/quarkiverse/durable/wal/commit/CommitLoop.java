package io.quarkiverse.durable.wal.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.catalog.Catalog;
import io.quarkiverse.durable.wal.catalog.Reserve;
import io.quarkiverse.durable.wal.segment.BatchEncoder;

/**
 * Group commit: appends are queued in LSN order, one thread writes whatever has gathered while it wrote before, and tells each
 * waiter its outcome.
 */
public final class CommitLoop {

    /** Collaborators. */
    public record Parts(Catalog catalog, BatchEncoder encoder, DurablePosition durable, WalListener listener,
            LongSupplier clockMillis) {
    }

    private final WalOptions options;
    private final DurablePosition durable;
    private final WalListener listener;
    private final Admission admission;
    private final BatchWriter writer;
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
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    public Wal.Ticket append(int type, ByteBuffer payload) {
        return admission.append(type, payload);
    }

    public void supplied(Reserve.Spare prepared) {
        admission.supplied(prepared);
    }

    /** Fails the appends that waited for this one; the next that needs a segment asks again. */
    public void notSupplied(Supplier<WalException> why) {
        admission.notSupplied(why);
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

    /** Lets the writer finish what is queued. */
    public boolean close() {
        admission.close();
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
        List<PendingAppend> batch = new ArrayList<>();
        try {
            while (admission.take(batch, writer.remainingBytes(), writer.nanosToSync())) {
                if (!batch.isEmpty()) {
                    commit(batch);
                    batch.clear();
                }
                writer.syncWhenDue();
            }
            writer.sync();
        } catch (IOException | RuntimeException | Error e) {
            poison(e, batch);
        } finally {
            writer.close();
        }
    }

    private void commit(List<PendingAppend> batch) throws IOException {
        writer.write(batch);
        durable.publish(writer.lastWritten());
        admission.settle(batch, writer.remainingBytes());
        for (PendingAppend pending : batch) {
            pending.durable();
        }
    }

    private void poison(Throwable cause, List<PendingAppend> batch) {
        Path file = writer.file();
        Supplier<WalException> poison = () -> new WalException.Poisoned(file, String.valueOf(cause.getMessage()), cause);
        List<PendingAppend> waiting = new ArrayList<>(batch);
        admission.fail(poison, waiting);
        durable.wake();
        try {
            listener.poisoned(poison.get());
        } finally {
            for (PendingAppend pending : waiting) {
                pending.failed(poison);
            }
        }
    }
}
