package io.quarkiverse.durable.runtime.slot;

import java.util.regex.Pattern;

import io.quarkiverse.durable.DurableException;

/**
 * Names in the database.
 *
 * @param table may be qualified by a schema
 */
public record SlotNames(String table) {

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,50}(\\.[A-Za-z_][A-Za-z0-9_]{0,50})?");

    public SlotNames {
        if (!IDENTIFIER.matcher(table).matches()) {
            throw new DurableException("DURABLE-0301", "quarkus.durable.slot-table.name is \"" + table
                    + "\"; it must be a plain identifier, optionally with a schema before a dot");
        }
    }

    public boolean hasSchema() {
        return table.indexOf('.') >= 0;
    }

    public String sequence() {
        return table + "_token";
    }
}
