package io.quarkiverse.durable.runtime.capture;

import io.quarkiverse.durable.runtime.journal.Change;

/** How capture hands a change to the transaction that made it. */
public interface TransactionPort {

    /**
     * Adds a change to the current transaction.
     *
     * @param datasource where it was written
     * @throws io.quarkiverse.durable.DurableException there is no transaction, it is past the point of capture, or nothing is
     *         admitted now;
     *         the transaction is then marked for rollback
     */
    void captured(String datasource, Change change);
}
