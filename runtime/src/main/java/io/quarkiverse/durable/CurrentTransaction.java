package io.quarkiverse.durable;

import org.jspecify.annotations.Nullable;

/**
 * What the application may say about the current JTA transaction. Inject it.
 */
public interface CurrentTransaction {

    /**
     * Says why the transaction changes what it changes: all its events carry it. It may be said before, between and after the
     * changes; the last call counts, and the reason ends with the transaction.
     *
     * @param reason at most 1000 characters, none of them a control character; null or blank for none
     * @throws DurableException there is no active transaction, its commit has gone too far, or the text is not as it should be
     */
    void setReason(@Nullable String reason);
}
