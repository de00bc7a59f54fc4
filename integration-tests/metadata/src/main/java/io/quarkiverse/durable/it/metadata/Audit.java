package io.quarkiverse.durable.it.metadata;

import java.util.function.UnaryOperator;

import jakarta.inject.Singleton;

import io.quarkiverse.durable.spi.MetadataSource;
import io.quarkiverse.durable.spi.TransactionMetadata;

/** What an application may have to add: whatever a test says. */
@Singleton
public class Audit implements MetadataSource {

    private volatile UnaryOperator<TransactionMetadata> rule = UnaryOperator.identity();

    public void rule(UnaryOperator<TransactionMetadata> other) {
        rule = other;
    }

    @Override
    public TransactionMetadata describe(TransactionMetadata known) {
        return rule.apply(known);
    }
}
