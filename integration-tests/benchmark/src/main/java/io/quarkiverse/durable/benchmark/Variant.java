package io.quarkiverse.durable.benchmark;

import java.util.Locale;

/** Who publishes. */
enum Variant {
    /** Nobody: the two rows are committed and that is all. */
    NONE,
    /** A row in an outbox table, and a poller that publishes and deletes it. */
    OUTBOX,
    /** Quarkus Durable, strict. */
    DURABLE;

    boolean publishes() {
        return this != NONE;
    }

    static Variant named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
