package io.quarkiverse.durable.runtime.slot;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A log that the database knows and that is not ours.
 *
 * @param lastTransaction the highest that the database has committed, 0 if there is none
 * @param records how many of its slots have the record of their last transaction
 * @param claim who adopts it; null if nobody does
 */
public record OtherLog(UUID logId, long lastTransaction, int records, @Nullable Claim claim) {

    @Override
    public String toString() {
        if (lastTransaction == 0) {
            return logId + " (no transactions)";
        }
        return logId + " (up to transaction " + lastTransaction
                + (records == 0 ? "" : ", records of " + records + " in its slots")
                + (claim == null ? "" : ", " + claim) + ")";
    }
}
