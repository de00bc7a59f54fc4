package io.quarkiverse.durable.runtime.slot;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;

/** What a slot that is not as this process left it means, in words. */
record SlotErrors(String datasource, SlotNames names, UUID logId) {

    DurableException wiped() {
        return new DurableException("DURABLE-0311", "The database of datasource " + datasource + " no longer knows this log ("
                + logId + "): its table " + names.table() + " was wiped, or the database was restored or replaced. Nothing is"
                + " admitted until the application is restarted; quarkus.durable.unknown-database then decides.");
    }

    /** Another process has changed this slot or all of them. */
    DurableException takenOver(int slot) {
        return new DurableException("DURABLE-0312", "Slot " + slot + " of log " + logId + " in table " + names.table()
                + " of datasource " + datasource + " is not as this process left it: another process uses the same log, from"
                + " the same or a copied log directory, or rows were changed by hand. Nothing is admitted until the application is"
                + " restarted, and a start is refused if another copy of the directory has taken over (DURABLE-0228); give each"
                + " instance its own log directory.");
    }

    /** The slot's row, if any, is older than this process knows it to be. */
    DurableException lostCommits(Slot slot, @Nullable SlotRow row) {
        return new DurableException("DURABLE-0313", "The database of datasource " + datasource
                + " has lost commits: in its table " + names.table() + " slot " + slot.number() + " of log " + logId
                + (row == null ? " has no row" : " names transaction " + row.lastTx()) + ", though transaction " + slot.lastTx()
                + " was committed with it. A standby that lacked the last commits was promoted, the database was restored, or it"
                + " runs without syncing. What it lost may have been published; it is neither taken back nor given back. Nothing"
                + " is admitted until the application is restarted; before that, compare the database with what consumers have.");
    }
}
