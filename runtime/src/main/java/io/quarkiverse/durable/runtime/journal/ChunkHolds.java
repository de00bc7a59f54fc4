package io.quarkiverse.durable.runtime.journal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;

/**
 * Which chunks may still be needed. Those of a running transaction are, until it ends or has gone on for too long; those that a
 * transaction record names are, until its outcomes are durable and every sink that has to publish it has done so. Not
 * thread-safe.
 */
final class ChunkHolds {

    /** Holds of the log begin with this; the first chunk follows. */
    static final String PREFIX = "durable.chunks.";

    private static final class Held {
        final Wal.Hold hold;
        final long sinceNanos;
        /** Null while it runs. */
        @Nullable
        Lsn transaction;
        boolean committed;

        Held(Wal.Hold hold, long sinceNanos) {
            this.hold = hold;
            this.sinceNanos = sinceNanos;
        }
    }

    private final Wal wal;
    private final NavigableMap<Long, Held> byFirst = new TreeMap<>();

    ChunkHolds(Wal wal) {
        this.wal = wal;
    }

    /** A transaction that runs has its first chunk. */
    void begun(Lsn first, long nowNanos) {
        byFirst.put(first.value(), new Held(wal.hold(PREFIX + first, first), nowNanos));
    }

    /** Whether the chunks from {@code first} on are those of a transaction that may go on. */
    boolean isRunning(long first) {
        Held held = byFirst.get(first);
        return held != null && held.transaction == null;
    }

    /** There is a record that names them. */
    void recorded(long first, Lsn transaction) {
        Held held = byFirst.get(first);
        if (held == null) {
            held = new Held(wal.hold(PREFIX + first, Lsn.of(first)), 0);
            byFirst.put(first, held);
        }
        held.transaction = transaction;
    }

    void decided(Outcome outcome) {
        if (outcome.committed()) {
            for (Held held : byFirst.values()) {
                if (held.transaction != null && held.transaction.value() == outcome.transaction()) {
                    held.committed = true;
                }
            }
        }
    }

    /** A transaction ended without a record: its chunks are void. */
    void ended(long first) {
        if (isRunning(first)) {
            close(byFirst.remove(first));
        }
    }

    /** Makes the chunks void of those that run for too long; returns the LSNs of their first chunks. */
    List<Lsn> expire(long nowNanos, long patienceNanos) {
        List<Lsn> expired = new ArrayList<>();
        byFirst.forEach((first, held) -> {
            if (held.transaction == null && nowNanos - held.sinceNanos >= patienceNanos) {
                expired.add(Lsn.of(first));
            }
        });
        expired.forEach(first -> ended(first.value()));
        return expired;
    }

    /**
     * Forgets those of transactions that need them no more.
     *
     * @param published every sink has this behind it, durably
     * @param unsettled those that lack an outcome, or one that is durable
     */
    void release(Lsn published, Set<Lsn> unsettled) {
        for (Iterator<Held> each = byFirst.values().iterator(); each.hasNext();) {
            Held held = each.next();
            Lsn transaction = held.transaction;
            if (transaction != null && !unsettled.contains(transaction)
                    && (!held.committed || !transaction.isAfter(published))) {
                each.remove();
                close(held);
            }
        }
    }

    private static void close(@Nullable Held held) {
        if (held != null) {
            held.hold.close();
        }
    }

    boolean isEmpty() {
        return byFirst.isEmpty();
    }

    /** The lowest chunk that may be needed; only if there is one. */
    Lsn lowest() {
        return Lsn.of(byFirst.firstKey());
    }
}
