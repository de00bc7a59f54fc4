package io.quarkiverse.durable.runtime.capture;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.runtime.journal.Change;

/** Estimates what a change takes in memory, in bytes: names that all changes of a type share count for nothing. */
final class ChangeSize {

    private static final long CHANGE = 200;
    private static final long MAP = 120;
    private static final long ENTRY = 48;
    private static final long OBJECT = 24;

    private ChangeSize() {
    }

    static long of(Change change) {
        return CHANGE + text(change.key()) + of(change.before()) + of(change.after()) + ENTRY * change.changed().size();
    }

    private static long of(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof byte[] bytes) {
            return OBJECT + bytes.length;
        }
        if (value instanceof Map<?, ?> map) {
            long size = MAP;
            for (Object element : map.values()) {
                size += ENTRY + of(element);
            }
            return size;
        }
        if (value instanceof List<?> list) {
            long size = OBJECT;
            for (Object element : list) {
                size += Long.BYTES + of(element);
            }
            return size;
        }
        if (value instanceof BigDecimal decimal) {
            return 3 * OBJECT + decimal.precision() / 2;
        }
        return value instanceof BigInteger integer ? 2 * OBJECT + integer.bitLength() / Byte.SIZE : OBJECT;
    }

    private static long text(String text) {
        return 2 * OBJECT + 2L * text.length();
    }
}
