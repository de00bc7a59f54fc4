package io.quarkiverse.durable.runtime.journal;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A committed transaction of a log that is gone, in the log of the instance that publishes it in its place.
 *
 * @param logId of the log that it was of
 * @param transaction its number in that log
 * @param committed an outcome for each database on which it is known to have committed; at least one
 * @param record payload of its record, as it stood in the slot
 */
public record Adopted(String logId, long transaction, List<Outcome> committed, ByteBuffer record) {

    /** The same for every adoption of this transaction. */
    public String id() {
        return logId + ":" + transaction;
    }
}
