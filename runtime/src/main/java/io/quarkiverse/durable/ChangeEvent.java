package io.quarkiverse.durable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One committed change or one explicit event, as it is published.
 *
 * @param id the same for every delivery of this event, unique over all instances: log id, transaction and index
 * @param logId identity of the log, that is of the application instance that wrote it
 * @param transactionId number of the transaction in its log; rises in commit order for transactions that share a row
 * @param token orders changes of one row across all instances on one database: a later commit has a higher token; the same
 *        for every delivery, and for all events of the transaction that are of the same database
 * @param index position of this event in its transaction, from 0
 * @param count number of events of the transaction, over all channels; of several databases also those of one that did not
 *        commit, which are not published
 * @param channel where it is published
 * @param type of the entity, its name unless it has another, or of the explicit event
 * @param schema id of the schema of the entity as it was when the event was written: the same for events whose states have
 *        the same properties of the same kinds in the same columns; null for an explicit event
 * @param key identifier of the entity as text (parts of a composite one joined by a comma), or key of the explicit event
 * @param partitionKey key of the message, which keeps it in order with others: the key, unless the entity chooses another
 * @param operation what happened
 * @param before state before the change, by property; null for an insert, or where it is not known
 * @param after state after the change, by property; null for a delete; for an explicit event its data under {@code data}
 * @param changed names of the properties that an update changed; empty for other operations or where it is not known
 * @param time when the transaction was handed to the log, just before it committed
 * @param tenant for whom Hibernate wrote it, or null. Where each tenant has its own schema, it belongs to what identifies the
 *        row
 * @param user name of the principal that made the transaction, or null
 * @param traceparent W3C trace context of the transaction, or null
 * @param requestId id of the request that the transaction belongs to, or null
 * @param reason what the application said with {@link CurrentTransaction#setReason(String)}, or null
 */
public record ChangeEvent(String id, String logId, long transactionId, long token, int index, int count, String channel,
        String type, @Nullable String schema, String key, String partitionKey, Operation operation,
        @Nullable Map<String, @Nullable Object> before,
        @Nullable Map<String, @Nullable Object> after, List<String> changed, Instant time, @Nullable String tenant,
        @Nullable String user, @Nullable String traceparent, @Nullable String requestId, @Nullable String reason) {
}
