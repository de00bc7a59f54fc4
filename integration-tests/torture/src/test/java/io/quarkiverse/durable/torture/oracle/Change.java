package io.quarkiverse.durable.torture.oracle;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What an event says about a row.
 *
 * @param before null for an insert
 * @param after null for a delete
 */
public record Change(long row, @Nullable RowState before, @Nullable RowState after) {

    public Change {
        if (before == null && after == null) {
            throw new IllegalArgumentException("A change of row " + row + " without any state");
        }
    }

    boolean isDelete() {
        return after == null;
    }

    /** The state by which the change has its place among the others of its row. */
    RowState shown() {
        return after == null ? Objects.requireNonNull(before) : after;
    }

    /** By how much the money in the row became more. */
    long gain() {
        return (after == null ? 0 : after.balance()) - (before == null ? 0 : before.balance());
    }
}
