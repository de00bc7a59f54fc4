package io.quarkiverse.durable.runtime.journal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.wal.Wal;

/**
 * Puts changes of one transaction into the log while it runs. Used by its thread; {@link #end} may come from any.
 *
 * <p>
 * One chunk at a time is on its way to the disk, so that memory is bounded where changes come faster than the disk takes them.
 */
public final class ChunkWriter {

    private final Journal journal;
    private final Map<String, Integer> changes = new LinkedHashMap<>();
    private long last;
    private int count;
    private int total;
    private Wal.@Nullable Ticket onItsWay;
    /** What was to be appended was not, or not all of it. */
    private boolean incomplete;

    /** LSN of the first chunk, 0 before there is one; guarded by the journal. */
    long first;
    /** Guarded by the journal. */
    boolean ended;

    ChunkWriter(Journal journal) {
        this.journal = journal;
    }

    public boolean isEmpty() {
        return count == 0 && !incomplete;
    }

    /**
     * Appends changes in as many chunks as it takes. Waits for the disk, but not for the last chunk.
     *
     * @param sizeOf estimates what a change takes
     * @throws io.quarkiverse.durable.wal.WalException the log does not take them
     * @throws DurableException the transaction has ended, or went on for too long, or a chunk failed before
     */
    public void append(List<Change> all, ToLongFunction<Change> sizeOf) {
        refuseIncomplete();
        incomplete = true;
        List<Change> chunk = new ArrayList<>();
        long bytes = 0;
        for (Change change : all) {
            long size = sizeOf.applyAsLong(change);
            if (!chunk.isEmpty() && bytes + size > journal.chunking().chunkBytes()) {
                append(chunk);
                chunk = new ArrayList<>();
                bytes = 0;
            }
            chunk.add(change);
            bytes += size;
        }
        if (!chunk.isEmpty()) {
            append(chunk);
        }
        incomplete = false;
    }

    private void refuseIncomplete() {
        if (incomplete) {
            throw new DurableException("DURABLE-0121",
                    "An earlier part of the transaction could not be written to the log. The transaction is rolled back.");
        }
    }

    private void append(List<Change> chunk) {
        var payload = ChunkCodec.encode(new Chunk(first, count, total, chunk));
        if (onItsWay != null) {
            onItsWay.await();
        }
        Wal.Ticket ticket = journal.append(this, payload);
        onItsWay = ticket;
        last = ticket.lsn().value();
        count++;
        total = Math.addExact(total, chunk.size());
        chunk.forEach(change -> changes.merge(change.channel(), 1, Integer::sum));
    }

    /**
     * What the transaction record has to say of them.
     *
     * @return null if there are none
     */
    public @Nullable Chunks written(int participantOfEvents) {
        refuseIncomplete();
        return count == 0 ? null : new Chunks(first, last, count, new LinkedHashMap<>(changes), participantOfEvents);
    }

    /** The transaction has ended. Its chunks are void, unless there is a record that names them. */
    public void end() {
        journal.end(this);
    }
}
