package io.quarkiverse.durable.spi;

/**
 * Adds to what is known of a transaction, or replaces it. Make it a CDI bean.
 *
 * <p>
 * It is asked once for each transaction that is made durable, when that commits: on the thread that commits, inside of the
 * transaction, after everything was flushed. The commit waits for it, with the database's locks, so it should only look at what
 * is at hand. It must not change entities or append events, which would fail the transaction, and should not use the database.
 * Several threads may ask at the same time.
 *
 * <p>
 * The sources of the extension (user, request id, trace context) come first, then the application's: those with a higher
 * {@link jakarta.annotation.Priority} later, so that they have the last word.
 *
 * <p>
 * A source that throws an exception, or returns null, adds nothing, and the transaction goes on. A warning says so, once for
 * each kind of failure.
 */
public interface MetadataSource {

    /**
     * Describes the current transaction.
     *
     * @param known what the sources before this one said
     * @return {@code known}, or a copy with other parts
     */
    TransactionMetadata describe(TransactionMetadata known);
}
