package io.quarkiverse.durable.runtime.capture;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.TimeZone;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The types that have a text, number or byte form which everybody knows. Points in time keep no zone: the database does not
 * keep it either, unless it says so.
 */
final class StandardValue {

    private StandardValue() {
    }

    /** @return the form, or null where the type has none */
    static @Nullable Object of(Object value) {
        if (value instanceof String || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number) {
            return number((Number) value);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Date || value instanceof Temporal || value instanceof Calendar) {
            return time(value);
        }
        if (value instanceof UUID || value instanceof Character || value instanceof TemporalAmount
                || value instanceof java.time.ZoneId || value instanceof java.net.URL || value instanceof java.net.URI
                || value instanceof Currency || value instanceof Locale) {
            return value.toString();
        }
        if (value instanceof Class<?> type) {
            return type.getName();
        }
        if (value instanceof TimeZone zone) {
            return zone.getID();
        }
        if (value instanceof java.net.InetAddress address) {
            return address.getHostAddress();
        }
        return large(value);
    }

    private static @Nullable Number number(Number number) {
        return number instanceof Integer || number instanceof Long || number instanceof Double || number instanceof Float
                || number instanceof Short || number instanceof Byte || number instanceof BigDecimal
                || number instanceof BigInteger ? number : null;
    }

    private static String time(Object value) {
        if (value instanceof ZonedDateTime || value instanceof OffsetDateTime) {
            return Instant.from((Temporal) value).toString();
        }
        if (value instanceof java.sql.Date || value instanceof java.sql.Time) {
            return value.toString();
        }
        if (value instanceof java.sql.Timestamp timestamp) {
            return timestamp.toInstant().toString();
        }
        if (value instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime()).toString();
        }
        if (value instanceof Calendar calendar) {
            return calendar.toInstant().toString();
        }
        return value.toString();
    }

    private static @Nullable Object large(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (value instanceof char[] characters) {
            return new String(characters);
        }
        if (value instanceof Byte[] boxed) {
            byte[] bytes = new byte[boxed.length];
            for (int i = 0; i < boxed.length; i++) {
                bytes[i] = boxed[i];
            }
            return bytes;
        }
        if (value instanceof Character[] boxed) {
            StringBuilder text = new StringBuilder(boxed.length);
            for (Character character : boxed) {
                text.append(character);
            }
            return text.toString();
        }
        try {
            if (value instanceof Blob blob) {
                return blob.getBytes(1, Math.toIntExact(blob.length()));
            }
            if (value instanceof Clob clob) {
                return clob.getSubString(1, Math.toIntExact(clob.length()));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("A large object of a durable entity could not be read: " + e.getMessage(), e);
        }
        return null;
    }
}
