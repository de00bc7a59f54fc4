package io.quarkiverse.durable.runtime.journal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

    /** Names of the channels that its changes go to. */
    public Set<String> channels() {
        Set<String> channels = new HashSet<>(chunks == null ? Set.of() : chunks.changes().keySet());
        changes.forEach(change -> channels.add(change.channel()));
        return channels;
    }

    /** How many changes go to a channel. */
    int count(String channel) {
        int own = (int) changes.stream().filter(change -> change.channel().equals(channel)).count();
        return own + (chunks == null ? 0 : chunks.of(channel));
    }

    /**
     * Who did it and in which context.
     *
     * @param timeMillis when it was handed to the log, so that this stays the same in whatever log it comes to stand; 0 where
     *        the record cannot come into another
     */
    public record Metadata(@Nullable String tenant, @Nullable String user, @Nullable String traceparent, long timeMillis,
            @Nullable String requestId, @Nullable String reason) {

        public static final Metadata NONE = new Metadata(null, null, null);

        public Metadata(@Nullable String tenant, @Nullable String user, @Nullable String traceparent) {
            this(tenant, user, traceparent, 0, null, null);
        }

        public Metadata at(long millis) {
            return new Metadata(tenant, user, traceparent, millis, requestId, reason);
        }
    }
}
