package io.quarkiverse.durable.runtime.slot;

import java.util.UUID;

/**
 * A log that the database knows and that is not ours.
 *
 * @param lastTransaction the highest that the database has committed, 0 if there is none
 */
public record OtherLog(UUID logId, long lastTransaction) {

    @Override
    public String toString() {
        return logId + (lastTransaction == 0 ? " (no transactions)" : " (up to transaction " + lastTransaction + ")");
    }
}
