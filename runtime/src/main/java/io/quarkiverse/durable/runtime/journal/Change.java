package io.quarkiverse.durable.runtime.journal;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Operation;

/**
 * One change or explicit event as it stands in a transaction record. Values are null, Boolean, Integer, Long, BigInteger,
 * Float, Double,
 * BigDecimal, String, byte[], List and Map with text keys.
 */
public record Change(String channel, String type, String key, Operation operation,
        @Nullable Map<String, @Nullable Object> before, @Nullable Map<String, @Nullable Object> after, List<String> changed) {
}
