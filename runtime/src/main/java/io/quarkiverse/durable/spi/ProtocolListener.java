package io.quarkiverse.durable.spi;

/**
 * Told of each step of the commit protocol: for traces, metrics and tests. Make it a CDI bean. Called on the thread that does
 * the step, which waits for it. An exception thrown before the database's commit rolls the transaction back.
 */
public interface ProtocolListener {

    /** The steps of a transaction, in order. */
    enum Step {
        /** The record was handed to the log and has its LSN. */
        APPENDED,
        /** The slot row names the transaction, in the transaction itself. */
        MARKED,
        /**
         * Instead of {@link #DURABLE} in a commit that does not wait for the log: the record is in the slot row; the commit is
         * next.
         */
        STAGED,
        /** The record is durable; the commit of the database comes next. */
        DURABLE,
        /** The database committed, as far as the transaction manager says; no outcome is in the log. */
        COMMITTED,
        /** The transaction manager says that it did not commit. */
        NOT_COMMITTED,
        /** The outcome was handed to the log. */
        OUTCOME,
        /** Events of the transaction are about to be sent to a channel. */
        PUBLISHING,
        /** A channel acknowledged every event of the transaction; its cursor has not moved. */
        PUBLISHED
    }

    void on(Step step, long transactionId);
}
