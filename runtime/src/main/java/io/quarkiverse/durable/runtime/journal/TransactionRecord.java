package io.quarkiverse.durable.runtime.journal;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Everything that one transaction changed. Its LSN is the transaction id.
 *
 * @param participants at least one
 */
public record TransactionRecord(List<Participant> participants, Metadata metadata, List<Change> changes) {

    /** Who did it and in which context. */
    public record Metadata(@Nullable String tenant, @Nullable String user, @Nullable String traceparent) {

        public static final Metadata NONE = new Metadata(null, null, null);
    }
}
