package io.quarkiverse.durable.runtime.jdbc;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A table with rows of durable entities, or of collections that they own; or one from which the database goes on to such.
 *
 * @param name without its schema, in lower case
 * @param schema as mapped, in lower case; null if the mapping leaves it to the session
 * @param rows whose rows they are; several where a table stores an entity and a collection of another; none where the table
 *        itself is not durable
 * @param cascades what the database does when rows are deleted, or columns set, to which others refer
 */
public record DurableTable(String name, @Nullable String schema, List<Rows> rows, List<Cascade> cascades) {

    public DurableTable {
        rows = List.copyOf(rows);
        cascades = List.copyOf(cascades);
    }

    public DurableTable(String name, @Nullable String schema, List<Rows> rows) {
        this(name, schema, rows, List.of());
    }

    public boolean isDurable() {
        return !rows.isEmpty();
    }

    /** Those of the rows that are of entities, and can be asked for. */
    List<Rows> entities() {
        return rows.stream().filter(each -> each.obstacle() == null && each.tables().contains(name)).toList();
    }

    /** What a row belongs to: the columns lead to the id of an entity. */
    public interface Rows {

        /** As they stand in SQL. */
        List<String> keyColumns();

        /** Names of the tables, in lower case, in which the entity itself is. */
        Set<String> tables();

        /** What to say where statements on these rows cannot be captured; null where they can. */
        @Nullable
        String obstacle();
    }
}
