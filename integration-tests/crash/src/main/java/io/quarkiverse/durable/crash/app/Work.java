package io.quarkiverse.durable.crash.app;

import org.jspecify.annotations.Nullable;

/**
 * One transaction, as a client ordered it.
 *
 * @param marker unique; chosen by the client
 * @param delete the transfer of an earlier transaction that this one deletes, or null
 * @param event whether it appends an explicit event
 * @param memoBytes makes its record larger
 */
record Work(String marker, long from, long to, long amount, @Nullable String delete, boolean event, int memoBytes, End end) {

    /** How it is meant to end. */
    enum End {
        COMMIT,
        /** The application decides so before the commit begins. */
        ROLLBACK,
        /** When the protocol is done, and COMMIT would come next. */
        LATE_ROLLBACK
    }
}
