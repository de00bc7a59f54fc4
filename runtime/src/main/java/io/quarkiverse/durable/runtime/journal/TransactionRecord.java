package io.quarkiverse.durable.runtime.journal;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Everything that one transaction changed. Its LSN is the transaction id.
 *
 * @param participants at least one
 * @param changes those that stand in the record itself: all, or those that follow the ones in chunks
 * @param chunks what stands in chunks before the record; null for all but large transactions
 */
public record TransactionRecord(List<Participant> participants, Metadata metadata, List<Change> changes,
        @Nullable Chunks chunks) {

    /** One without chunks. */
    public TransactionRecord(List<Participant> participants, Metadata metadata, List<Change> changes) {
        this(participants, metadata, changes, null);
    }

    /** How many changes the transaction has. */
    public int count() {
        return changesInChunks() + changes.size();
    }

    int changesInChunks() {
        return chunks == null ? 0 : chunks.total();
    }

    /** How many changes go to a channel. */
    int count(String channel) {
        int own = (int) changes.stream().filter(change -> change.channel().equals(channel)).count();
        return own + (chunks == null ? 0 : chunks.of(channel));
    }

    /** Who did it and in which context. */
    public record Metadata(@Nullable String tenant, @Nullable String user, @Nullable String traceparent) {

        public static final Metadata NONE = new Metadata(null, null, null);
    }
}
