package io.quarkiverse.durable.runtime.capture;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

/** A value of a basic attribute in the form in which it stands in the log. */
final class LogValue {

    private static final ObjectMapper MAPPER = new ObjectMapper().findAndRegisterModules();

    private LogValue() {
    }

    static @Nullable Object of(@Nullable Object value) {
        if (value == null || value instanceof String || value instanceof Boolean || value instanceof Integer
                || value instanceof Long || value instanceof Double || value instanceof Float || value instanceof Short
                || value instanceof Byte || value instanceof BigDecimal || value instanceof BigInteger) {
            return value;
        }
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof java.sql.Date || value instanceof java.sql.Time || value instanceof java.sql.Timestamp) {
            return value.toString();
        }
        if (value instanceof Date date) {
            return date.toInstant().toString();
        }
        if (value instanceof Calendar calendar) {
            return calendar.toInstant().toString();
        }
        if (value instanceof java.util.UUID || value instanceof Character || value instanceof java.time.temporal.Temporal
                || value instanceof java.time.temporal.TemporalAmount || value instanceof java.time.ZoneId
                || value instanceof java.net.URL || value instanceof java.util.Currency || value instanceof java.util.Locale
                || value instanceof Class<?>) {
            return value.toString();
        }
        if (value instanceof java.util.TimeZone zone) {
            return zone.getID();
        }
        return structure(value);
    }

    private static @Nullable Object structure(Object value) {
        if (value instanceof Collection<?> collection) {
            List<@Nullable Object> list = new ArrayList<>();
            collection.forEach(element -> list.add(of(element)));
            return list;
        }
        if (value instanceof Object[] array) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Object element : array) {
                list.add(of(element));
            }
            return list;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, element) -> copy.put(String.valueOf(key), of(element)));
            return copy;
        }
        return MAPPER.convertValue(value, Object.class);
    }
}
