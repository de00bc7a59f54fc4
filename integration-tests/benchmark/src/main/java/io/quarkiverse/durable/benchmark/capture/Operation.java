package io.quarkiverse.durable.benchmark.capture;

import java.util.Locale;

/** What is done to an entity. */
public enum Operation {
    /** Persisted, with three tags. */
    INSERT,
    /** Found, four attributes changed, one tag exchanged. */
    UPDATE,
    /** Found and removed. */
    DELETE;

    static Operation named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
