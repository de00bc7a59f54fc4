package io.quarkiverse.durable.runtime.slot;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a mark that hit exactly one row.
 *
 * @param token drawn from the database's sequence under the row locks of the transaction
 * @param rowId where the row lies once the transaction has committed
 * @param synced the session is not set to report commits that the database may still lose
 */
public record Marked(long token, @Nullable String rowId, boolean synced) {
}
