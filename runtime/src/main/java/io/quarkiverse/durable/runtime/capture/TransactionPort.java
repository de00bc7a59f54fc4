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

    /** Whether there is a transaction. */
    boolean isActive();

    /** Remembers what was captured in the current transaction so far. */
    void savepoint(String datasource, String name);

    /**
     * Forgets what was captured since.
     *
     * @throws io.quarkiverse.durable.DurableException that cannot be done; the transaction is then marked for rollback
     */
    void rollbackTo(String datasource, String savepoint);

    /** Lets the current transaction roll back. */
    void rollBack();
}
