package io.quarkiverse.durable.runtime.capture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.type.descriptor.java.JavaType;
import org.jspecify.annotations.Nullable;

/** The values of the key columns of a row, as a text that can be put aside, and back. */
final class IdText {

    private static final char WRITTEN = '=';
    private static final char KEPT = '#';

    private final String text;
    private int position;

    /** Values of types that cannot be made of a text again: they stay in memory. */
    static final class Unwritable {

        private final Map<Object, Integer> places = new HashMap<>();
        private final List<Object> values = new ArrayList<>();

        private int place(Object value) {
            return places.computeIfAbsent(value, key -> {
                values.add(value);
                return values.size() - 1;
            });
        }
    }

    IdText(String text) {
        this.text = text;
    }

    static void append(StringBuilder to, JdbcMapping mapping, Object value, Unwritable unwritable) {
        @SuppressWarnings("unchecked")
        JavaType<Object> type = (JavaType<Object>) mapping.getJdbcJavaType();
        String part = written(type, value);
        if (part == null) {
            part = KEPT + Integer.toString(unwritable.place(value));
        }
        to.append(part.length()).append(':').append(part);
    }

    private static @Nullable String written(JavaType<Object> type, Object value) {
        try {
            String part = type.toString(value);
            return type.areEqual(value, type.fromString(part)) ? WRITTEN + part : null;
        } catch (RuntimeException noSuchText) {
            return null;
        }
    }

    Object next(JdbcMapping mapping, Unwritable unwritable) {
        int colon = text.indexOf(':', position);
        int end = colon + 1 + Integer.parseInt(text.substring(position, colon));
        String part = text.substring(colon + 2, end);
        position = end;
        return text.charAt(colon + 1) == KEPT ? unwritable.values.get(Integer.parseInt(part))
                : mapping.getJdbcJavaType().fromString(part);
    }
}
