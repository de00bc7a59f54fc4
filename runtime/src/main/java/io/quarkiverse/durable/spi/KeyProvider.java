package io.quarkiverse.durable.spi;

import io.quarkiverse.durable.wal.KeyRing;

/**
 * Gives the keys for the encryption of the log. Make it a CDI bean; then the log is encrypted, unless
 * {@code quarkus.durable.encryption.enabled} is {@code false}.
 *
 * <p>
 * It is asked at start, every {@code quarkus.durable.encryption.refresh-interval} and by
 * {@link io.quarkiverse.durable.DurableLog#refreshKeys()}; one call at a time, on different threads. No commit waits for it.
 * So to rotate, return a ring with a new key that is active, and the old ones. When another key is active than before, new
 * records go to a new segment.
 */
public interface KeyProvider {

    /**
     * The keys as they are now. May block. An exception ends the start; later it leaves the keys as they were, with a warning.
     * Its message is logged, so it must not contain a key.
     *
     * @return with every key that {@link io.quarkiverse.durable.wal.WalStatus#keysNeeded()} names
     */
    KeyRing keys();
}
