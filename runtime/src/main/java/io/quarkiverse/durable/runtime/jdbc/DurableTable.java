package io.quarkiverse.durable.runtime.jdbc;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A table with rows of durable entities, or of collections that they own.
 *
 * @param name without its schema, in lower case
 * @param schema as mapped, in lower case; null if the mapping leaves it to the session
 * @param rows whose rows they are; several where a table stores an entity and a collection of another
 */
public record DurableTable(String name, @Nullable String schema, List<Rows> rows) {

    public DurableTable {
        rows = List.copyOf(rows);
    }

    /** What a row belongs to: the columns lead to the id of an entity. */
    public interface Rows {

        /** As they stand in SQL. */
        List<String> keyColumns();

        /** What to say where statements on these rows cannot be captured; null where they can. */
        @Nullable
        String obstacle();
    }
}
