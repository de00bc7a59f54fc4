package io.quarkiverse.durable.xa.app;

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
    ReceivedEvents(@ConfigProperty(name = "xa.received") Path path) throws IOException {
        super(path);
    }

    @Incoming("FirstAccount")
    CompletionStage<Void> first(Message<String> message) {
        return receive(message);
    }

    @Incoming("SecondAccount")
    CompletionStage<Void> second(Message<String> message) {
        return receive(message);
    }

    @Incoming("LocalAccount")
    CompletionStage<Void> local(Message<String> message) {
        return receive(message);
    }

    @Incoming("outbox")
    CompletionStage<Void> event(Message<String> message) {
        return receive(message);
    }
}
