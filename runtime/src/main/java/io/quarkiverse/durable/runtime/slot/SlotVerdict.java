package io.quarkiverse.durable.runtime.slot;

/**
 * What a slot row says about a transaction that used the slot, after every transaction that held the row has ended. Valid on a
 * database that does not lose commits.
 */
public enum SlotVerdict {
    /** The row names the transaction. */
    COMMITTED,
    /** The row names an earlier one. */
    NOT_COMMITTED,
    /** The row names a later one: the slot was used again before this outcome was known, which rule R3 excludes. */
    LATER;

    public static SlotVerdict of(long transaction, long lastTx) {
        if (lastTx == transaction) {
            return COMMITTED;
        }
        return lastTx < transaction ? NOT_COMMITTED : LATER;
    }

    /** The sentence for the operator. */
    public static String explainLater(long transaction, int slot, long lastTx) {
        return "Slot " + slot + " names transaction " + lastTx + ", which is later than transaction " + transaction
                + " that has no outcome in the log: the end of the log was lost or replaced by an older copy, or another process used"
                + " the same log. Restore the log directory that belongs to this database, or see quarkus.durable.unknown-database.";
    }
}
