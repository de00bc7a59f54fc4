package io.quarkiverse.durable.runtime.journal;

import org.jspecify.annotations.Nullable;

/**
 * One database in a transaction.
 *
 * @param datasource Quarkus name of the datasource
 * @param slot number of the slot that the mark uses
 * @param previous the slot's {@code last_tx} before this transaction, 0 for a slot that was never used
 * @param epoch the epoch that the mark compares
 * @param incarnation which life of the database this is; null where the database does not lose commits
 */
public record Participant(String datasource, int slot, long previous, long epoch, @Nullable String incarnation) {
}
