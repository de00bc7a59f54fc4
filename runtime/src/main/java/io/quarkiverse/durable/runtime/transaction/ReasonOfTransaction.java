package io.quarkiverse.durable.runtime.transaction;

import jakarta.transaction.TransactionSynchronizationRegistry;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.CurrentTransaction;
import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.spi.TransactionMetadata;

/** Keeps the reason with the JTA transaction, whether or not that makes anything durable. */
public final class ReasonOfTransaction implements CurrentTransaction {

    private final TransactionSynchronizationRegistry registry;

    public ReasonOfTransaction(TransactionSynchronizationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void setReason(@Nullable String reason) {
        CommitProtocol.reason(registry, checked(reason));
    }

    private static @Nullable String checked(@Nullable String reason) {
        try {
            return TransactionMetadata.NONE.withReason(reason).reason();
        } catch (IllegalArgumentException e) {
            throw new DurableException("DURABLE-0133", "A transaction cannot have this reason: " + e.getMessage() + ".", e);
        }
    }
}
