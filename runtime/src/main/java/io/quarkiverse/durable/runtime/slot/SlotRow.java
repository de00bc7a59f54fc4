package io.quarkiverse.durable.runtime.slot;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * A row of the slot table.
 *
 * @param record payload of the record of its last transaction, if that did not wait for the log
 */
public record SlotRow(int number, long lastTx, long epoch, long token, @Nullable String rowId, @Nullable ByteBuffer record) {
}
