package io.quarkiverse.durable.runtime.jdbc;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A foreign key with an action, as the catalog has it.
 *
 * @param referenced columns of the parent, in the order of {@link #columns}
 * @param columns of the child
 */
public record ForeignKey(String name, Table parent, List<String> referenced, Table child, List<String> columns,
        Action onDelete, Action onUpdate) {

    public ForeignKey {
        referenced = List.copyOf(referenced);
        columns = List.copyOf(columns);
    }

    /** With the columns of another part of it. */
    ForeignKey with(ForeignKey more) {
        return new ForeignKey(name, parent, joined(referenced, more.referenced), child, joined(columns, more.columns), onDelete,
                onUpdate);
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** Names as in the catalog. */
    public record Table(String schema, String name) {

        /** As tables are compared: without regard to case. */
        String lower() {
            return name.toLowerCase(Locale.ROOT);
        }
    }

    /** What the database does to the rows of the child. */
    public enum Action {
        NONE,
        CASCADE,
        SET_NULL,
        SET_DEFAULT;

        /** @param rule as the standard's catalog names it */
        static Action of(String rule) {
            switch (rule) {
                case "CASCADE":
                    return CASCADE;
                case "SET NULL":
                    return SET_NULL;
                case "SET DEFAULT":
                    return SET_DEFAULT;
                default:
                    return NONE;
            }
        }
    }
}
