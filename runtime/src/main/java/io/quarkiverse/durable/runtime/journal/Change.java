package io.quarkiverse.durable.runtime.journal;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Operation;

/**
 * One change or explicit event as it stands in a transaction record. Values are null, Boolean, Integer, Long, BigInteger,
 * Float, Double, BigDecimal, String, byte[], List and Map with text keys.
 *
 * @param participant the database that it is of, as index into the participants of the record: it happened if that committed
 * @param partitionKey what keeps its event in order with others; the key, unless the entity chooses another
 * @param schema id of the schema of the entity; null for an explicit event
 * @param tenant whose row it is, where that is another than the transaction's tenant; else null
 */
public record Change(String channel, String type, String key, Operation operation,
        @Nullable Map<String, @Nullable Object> before, @Nullable Map<String, @Nullable Object> after, List<String> changed,
        int participant, String partitionKey, @Nullable String schema, @Nullable String tenant) {

    /** Participant of an explicit event before it is known which databases take part. */
    public static final int ANY = -1;

    /** A change on the first participant. */
    public Change(String channel, String type, String key, Operation operation,
            @Nullable Map<String, @Nullable Object> before, @Nullable Map<String, @Nullable Object> after,
            List<String> changed) {
        this(channel, type, key, operation, before, after, changed, 0, key);
    }

    /** One without a schema, for the transaction's tenant. */
    public Change(String channel, String type, String key, Operation operation,
            @Nullable Map<String, @Nullable Object> before, @Nullable Map<String, @Nullable Object> after,
            List<String> changed, int participant, String partitionKey) {
        this(channel, type, key, operation, before, after, changed, participant, partitionKey, null, null);
    }

    public Change of(int which) {
        return new Change(channel, type, key, operation, before, after, changed, which, partitionKey, schema, tenant);
    }

    public Change ofTenant(@Nullable String other) {
        return new Change(channel, type, key, operation, before, after, changed, participant, partitionKey, schema, other);
    }
}
