package io.quarkiverse.durable.crash.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.durable.killable.FileConsumer;

/** The consumer: what it received is in a file. */
@Singleton
public class ReceivedEvents extends FileConsumer {

    private final ObjectMapper json;

    @Inject
    ReceivedEvents(@ConfigProperty(name = "crash.received") Path path, ObjectMapper json) throws IOException {
        super(path);
        this.json = json;
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

    /** Of these there are very many: position in the transaction, number of its events, key, in place of the message. */
    @Incoming("Item")
    CompletionStage<Void> item(Message<String> message) throws IOException {
        JsonNode event = json.readTree(message.getPayload());
        return receive(message.withPayload("item " + event.path("txindex").asLong() + " " + event.path("txcount").asLong() + " "
                + event.path("data").path("after").path("id").asLong()));
    }
}
