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

    Slot take(long beganAt) throws SQLException {
        Staging bounded = staging;
        if (bounded == null) {
            return pool.take(beganAt);
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
