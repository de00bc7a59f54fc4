package io.quarkiverse.durable.runtime.transaction;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.journal.Acknowledgements;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.runtime.slot.SlotPool;
import io.quarkiverse.durable.runtime.slot.SlotRow;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;

/**
 * The slots of our log on one datasource.
 *
 * @param staging how commits do without waiting for the log; null where all wait
 * @param acknowledgements of the sinks, for which slots may have to wait
 */
public record SlotSpace(SlotTable table, SlotPool pool, @Nullable Staging staging, Acknowledgements acknowledgements) {

    /** One where all commits wait for the log. */
    public SlotSpace(SlotTable table, SlotPool pool) {
        this(table, pool, null, new Acknowledgements());
    }

    /**
     * @param slotsMax number of slots
     * @param recordBytesMax larger records wait for the log, or are refused where slots are kept until publication
     * @param slotWait how long a transaction waits for a slot
     * @param untilPublished a slot keeps its record until all sinks have acknowledged it, and not only until the log has it
     */
    public record Staging(int slotsMax, int recordBytesMax, Duration slotWait, boolean untilPublished) {
    }

    /** Whether the record of this size travels in the slot row, and the commit does not wait for the log. */
    boolean stages(int recordBytes) {
        return staging != null && recordBytes <= staging.recordBytesMax();
    }

    /** Whether a slot keeps its record until all sinks have acknowledged it. */
    public boolean keepsUntilPublished() {
        return staging != null && staging.untilPublished();
    }

    /**
     * Where the slot has to be good for a log whose node is gone, nothing commits that it cannot hold.
     *
     * @param hasChunks whether the record has only the end of the transaction
     */
    void refuseTooLong(int recordBytes, boolean hasChunks) {
        Staging bounded = staging;
        if (bounded != null && bounded.untilPublished() && (hasChunks || recordBytes > bounded.recordBytesMax())) {
            throw new DurableException("DURABLE-0127", (hasChunks
                    ? "The transaction has more changes than quarkus.durable.capture.buffer-size, which are in chunks in the log"
                    : "The record of the transaction has " + recordBytes + " bytes") + ", and a slot of datasource "
                    + table.datasource() + " holds " + bounded.recordBytesMax()
                    + " bytes. With quarkus.durable.staged-until=published the slot must hold all of it, as nothing else is left"
                    + " when the node is lost. Change less in one transaction, or raise quarkus.durable.staged.published-limit"
                    + (hasChunks ? " and quarkus.durable.capture.buffer-size" : "") + ". The transaction is rolled back.");
        }
    }

    /**
     * Sinks that have to acknowledge changes for these channels before their slot is free; none where slots do not wait for
     * that.
     */
    Set<String> sinksOf(Set<String> channels) {
        return keepsUntilPublished() ? channels : Set.of();
    }

    /** Whether what the transaction manager says of a transaction on this datasource alone may be believed (rule R4). */
    boolean isBelieved() {
        return !table.plan().xa();
    }

    Slot take(long beganAt) throws SQLException {
        Staging bounded = staging;
        if (bounded == null) {
            return table.plan().xa() ? takeCreated(beganAt) : pool.take(beganAt);
        }
        Slot slot = pool.takeExisting(beganAt, Duration.ZERO);
        if (slot == null && table.seesLaterCommits()) {
            slot = pool.takeExisting(Long.MAX_VALUE, bounded.slotWait());
        }
        if (slot == null) {
            throw new DurableException("DURABLE-0124", "All " + pool.highest() + " slots of datasource " + table.datasource()
                    + " are in use, and no other was free before the transaction began or became free within "
                    + bounded.slotWait() + ": " + whyInUse() + ". See quarkus.durable.staged.max-slots. The transaction is"
                    + " rolled back.");
        }
        return slot;
    }

    private String whyInUse() {
        Map<String, Integer> behind = keepsUntilPublished() ? acknowledgements.behind() : Map.of();
        if (behind.isEmpty()) {
            return "the log is slow, or there are more transactions at a time";
        }
        return behind.entrySet().stream().map(sink -> "sink \"" + sink.getKey() + "\" has not acknowledged " + sink.getValue())
                .collect(Collectors.joining(", "))
                + " of their transactions. Its broker or consumer is away or slow, and"
                + " quarkus.durable.staged-until=published keeps each slot until then";
    }

    /** A branch that creates a row would hold the log's own row for as long as it is prepared. */
    private Slot takeCreated(long beganAt) throws SQLException {
        Slot slot = pool.takeExisting(beganAt, Duration.ZERO);
        if (slot != null) {
            return slot;
        }
        boolean seesLater = table.seesLaterCommits();
        slot = seesLater ? pool.takeExisting(Long.MAX_VALUE, Duration.ZERO) : null;
        if (slot != null) {
            return slot;
        }
        Slot created = table.create(pool.take(beganAt));
        if (seesLater) {
            return created;
        }
        pool.release(created.number(), created.lastTx(), created.exists(), created.rowId());
        throw new DurableException("DURABLE-0126", "No slot of datasource " + table.datasource() + " was free before the"
                + " transaction began, and its isolation level does not let it use one that was made later. One has been made: try"
                + " again. The transaction is rolled back.");
    }

    /**
     * Calls {@code free} when the slot may be used again (rule R3).
     *
     * @param shown transaction that the slot's row shows now
     * @param sinks that have to acknowledge it first, see {@link #sinksOf}
     */
    void whenSettled(Wal.Ticket outcome, long shown, Set<String> sinks, Runnable free) {
        if (staging == null) {
            free.run();
            return;
        }
        outcome.whenDone(failure -> {
            // of a log that failed the slots stay as they are: they are what the next start recovers from
            if (failure == null) {
                acknowledgements.whenAcknowledged(Lsn.of(shown), sinks, free);
            }
        });
    }

    /**
     * Gives a slot that an earlier run left to the pool as soon as the sinks have acknowledged what its row holds.
     *
     * @param sinks see {@link #sinksOf}
     */
    public void releaseWhenPublished(SlotRow row, Set<String> sinks) {
        acknowledgements.whenAcknowledged(Lsn.of(row.lastTx()), sinks,
                () -> pool.release(row.number(), row.lastTx(), true, row.rowId()));
    }
}
