package io.quarkiverse.durable.runtime.lifecycle;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import jakarta.transaction.TransactionScoped;
import jakarta.transaction.TransactionSynchronizationRegistry;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.durable.CurrentTransaction;
import io.quarkiverse.durable.Outbox;
import io.quarkiverse.durable.runtime.capture.TransactionPort;
import io.quarkiverse.durable.runtime.config.DurableRuntimeConfig;
import io.quarkiverse.durable.runtime.metadata.MetadataSettings;
import io.quarkiverse.durable.runtime.transaction.DurableOutbox;
import io.quarkiverse.durable.runtime.transaction.ReasonOfTransaction;
import io.quarkus.runtime.StartupEvent;

/** What the container sees of the engine. */
@Singleton
public class DurableBeans {

    private final DurableEngine engine;
    private final DurableModel model;

    @Inject
    DurableBeans(DurableEngine engine, DurableModel model) {
        this.engine = engine;
        this.model = model;
    }

    @Produces
    @Singleton
    TransactionPort transactionPort() {
        return engine.port();
    }

    @Produces
    @Singleton
    Outbox outbox(ObjectMapper mapper) {
        return event -> new DurableOutbox(engine.protocol(), model.eventChannels(), mapper).append(event);
    }

    @Produces
    @Singleton
    MetadataSettings metadataSettings(DurableRuntimeConfig config) {
        return Settings.metadata(config.metadata());
    }

    @Produces
    @Singleton
    CurrentTransaction currentTransaction(TransactionSynchronizationRegistry registry) {
        return new ReasonOfTransaction(registry);
    }

    void begun(@Observes @Initialized(TransactionScoped.class) Object transaction) {
        if (engine.isStarted()) {
            engine.protocol().begun();
        }
    }

    void serving(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        engine.captureStatements();
    }

    void started(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
        engine.channelsWired();
    }
}
