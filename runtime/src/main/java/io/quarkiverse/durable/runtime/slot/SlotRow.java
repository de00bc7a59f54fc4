package io.quarkiverse.durable.runtime.slot;

import org.jspecify.annotations.Nullable;

/** A row of the slot table as a locking read saw it. */
public record SlotRow(int number, long lastTx, long epoch, long token, @Nullable String rowId) {
}
