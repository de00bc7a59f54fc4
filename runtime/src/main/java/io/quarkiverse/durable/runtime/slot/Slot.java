package io.quarkiverse.durable.runtime.slot;

import org.jspecify.annotations.Nullable;

/**
 * A slot that no transaction uses now.
 *
 * @param number from 1; 0 is the log's own row
 * @param lastTx the last transaction that committed with it; 0 if none did
 * @param exists whether its row is in the table
 * @param rowId where the row lies, if the dialect knows such a thing and we know it
 * @param freedAt value of the release counter when it became free
 */
public record Slot(int number, long lastTx, boolean exists, @Nullable String rowId, long freedAt) {
}
