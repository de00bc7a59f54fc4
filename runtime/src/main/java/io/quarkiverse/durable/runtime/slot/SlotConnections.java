package io.quarkiverse.durable.runtime.slot;

import javax.sql.DataSource;

/**
 * Where connections come from.
 *
 * @param joining gives the connection of the current transaction
 * @param outside takes part in no transaction, and has connections when the application has used up its own: those that
 *        wait for a row of a transaction in doubt may have them all
 */
public record SlotConnections(DataSource joining, DataSource outside) {
}
