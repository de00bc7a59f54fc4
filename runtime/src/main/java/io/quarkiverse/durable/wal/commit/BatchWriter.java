package io.quarkiverse.durable.wal.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalOptions.SyncMode;
import io.quarkiverse.durable.wal.catalog.Catalog;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.segment.BatchEncoder;
import io.quarkiverse.durable.wal.segment.SegmentWriter;

/** Puts batches into segments and syncs them. Only who has the turn to write calls it, except where said otherwise. */
final class BatchWriter {

    private final WalOptions options;
    private final Catalog catalog;
    private final BatchEncoder encoder;
    private final WalListener listener;
    private final Admission admission;
    private final long capacityBytes;

    private volatile @Nullable SegmentWriter segment;
    private volatile Lsn lastWritten;
    private boolean unsynced;
    private long syncDueNanos;

    BatchWriter(WalOptions options, CommitLoop.Parts parts, Admission admission, Sizes sizes, Lsn end) {
        this.options = options;
        this.catalog = parts.catalog();
        this.encoder = parts.encoder();
        this.listener = parts.listener();
        this.admission = admission;
        this.capacityBytes = sizes.capacityBytes();
        this.lastWritten = end;
    }

    /** What is left of the current segment. */
    long remainingBytes() {
        SegmentWriter current = segment;
        return current == null ? capacityBytes : current.remainingBytes();
    }

    /** Any thread; 0 for a segment that is not being written. */
    long usedBytes(String name) {
        SegmentWriter current = segment;
        return current != null && current.name().equals(name) ? current.usedBytes() : 0;
    }

    /** Any thread. */
    Lsn lastWritten() {
        return lastWritten;
    }

    /** What those who wait are told of a failure of this moment; as little as possible is done before it is asked. */
    Supplier<WalException> poisonedBy(Throwable cause) {
        SegmentWriter current = segment;
        return () -> {
            Path file = current == null ? options.directory() : catalog.path(current.name());
            return new WalException.Poisoned(file, String.valueOf(cause.getMessage()), cause);
        };
    }

    /** Nanoseconds that writing and syncing took. */
    long write(List<PendingAppend> batch) throws IOException {
        long content = 0;
        for (int i = 0; i < batch.size(); i++) {
            content += encoder.frameBytes(batch.get(i).payload().remaining());
        }
        Lsn first = batch.get(0).lsn();
        Lsn last = batch.get(batch.size() - 1).lsn();
        SegmentWriter current = segment;
        if (current == null || admission.rolls() || Layout.batchBytes(content) > current.remainingBytes()) {
            current = roll(first);
        }
        ByteBuffer bytes = encoder.encode(current.header(), current.payloads(), current.nextBlock(), batch);
        int size = bytes.remaining();
        listener.batchStarted(first, last, size);
        long began = System.nanoTime();
        current.write(bytes);
        if (options.syncMode() == SyncMode.COMMIT) {
            current.force();
        } else if (!unsynced) {
            unsynced = true;
            syncDueNanos = System.nanoTime() + options.syncInterval().toNanos();
        }
        lastWritten = last;
        long took = System.nanoTime() - began;
        listener.batchDurable(first, last, size, took);
        return took;
    }

    private SegmentWriter roll(Lsn first) throws IOException {
        sync();
        close();
        SegmentWriter opened = catalog.activate(admission.roll(first), first, lastWritten());
        segment = opened;
        return opened;
    }

    /** Time until {@link #syncWhenDue()} has something to do, {@link Long#MAX_VALUE} while nothing is written. */
    long nanosToSync() {
        return unsynced && options.syncMode() == SyncMode.INTERVAL ? Math.max(0, syncDueNanos - System.nanoTime())
                : Long.MAX_VALUE;
    }

    void syncWhenDue() throws IOException {
        if (nanosToSync() == 0) {
            sync();
        }
    }

    void sync() throws IOException {
        SegmentWriter current = segment;
        if (current != null && unsynced) {
            current.force();
            unsynced = false;
        }
    }

    void close() {
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
}
