package io.quarkiverse.durable.runtime.transaction;

import java.sql.SQLException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.runtime.slot.SlotPool;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.wal.Wal;

/**
 * The slots of our log on one datasource.
 *
 * @param staging how commits do without waiting for the log; null where all wait
 */
public record SlotSpace(SlotTable table, SlotPool pool, @Nullable Staging staging) {

    /** One where all commits wait for the log. */
    public SlotSpace(SlotTable table, SlotPool pool) {
        this(table, pool, null);
    }

    /**
     * @param slotsMax number of slots
     * @param recordBytesMax larger records wait for the log
     * @param slotWait how long a transaction waits for a slot
     */
    public record Staging(int slotsMax, int recordBytesMax, Duration slotWait) {
    }

    /** Whether the record of this size travels in the slot row, and the commit does not wait for the log. */
    boolean stages(int recordBytes) {
        return staging != null && recordBytes <= staging.recordBytesMax();
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
                    + bounded.slotWait() + ": the log is slow, or there are more transactions at a time. See"
                    + " quarkus.durable.staged.max-slots. The transaction is rolled back.");
        }
        return slot;
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

    /** Calls {@code free} when the slot may be used again (rule R3). */
    void whenSettled(Wal.Ticket outcome, Runnable free) {
        if (staging == null) {
            free.run();
            return;
        }
        outcome.whenDone(failure -> {
            // of a log that failed the slots stay as they are: they are what the next start recovers from
            if (failure == null) {
                free.run();
            }
        });
    }
}
