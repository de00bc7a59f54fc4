package io.quarkiverse.durable.crash.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.durable.killable.FileConsumer;

/** The consumer: what it received is in a file. */
@Singleton
public class ReceivedEvents extends FileConsumer {

    @Inject
    ReceivedEvents(@ConfigProperty(name = "crash.received") Path path) throws IOException {
        super(path);
    }

    @Incoming("Account")
    CompletionStage<Void> account(Message<String> message) {
        return receive(message);
    }

    @Incoming("Transfer")
    CompletionStage<Void> transfer(Message<String> message) {
        return receive(message);
    }

    @Incoming("outbox")
    CompletionStage<Void> event(Message<String> message) {
        return receive(message);
    }
}
