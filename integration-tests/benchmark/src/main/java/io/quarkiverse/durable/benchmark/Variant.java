package io.quarkiverse.durable.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Who publishes. */
enum Variant {
    /** Nobody: the two rows are committed and that is all. */
    NONE(false, ""),
    /** A row in an outbox table, and a poller that publishes and deletes it. */
    OUTBOX(true, "outbox"),
    /** The SQL of Debezium's outbox extension: a row inserted and deleted; who reads it from the database's WAL is not here. */
    DEBEZIUM_SQL(false, "outboxevent"),
    /** Quarkus Durable, a commit waits for its log and then for the database. */
    STRICT(true, "durable\\_%"),
    /** Quarkus Durable, a commit waits for the database alone. */
    STAGED(true, "durable\\_%");

    private final boolean publishes;
    private final String tables;

    Variant(boolean publishes, String tables) {
        this.publishes = publishes;
        this.tables = tables;
    }

    /** Whether events arrive at the consumer in the process. */
    boolean publishes() {
        return publishes;
    }

    /** The commit mode is of the whole process. */
    boolean isCommitMode() {
        return this == STRICT || this == STAGED;
    }

    /** A pattern for LIKE: the tables that this way of publishing needs; empty where there are none. */
    String tables() {
        return tables;
    }

    /** What a process with this commit mode can measure. */
    static List<Variant> inMode(Variant mode) {
        return Arrays.stream(values()).filter(variant -> !variant.isCommitMode() || variant == mode).toList();
    }

    static Variant named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
