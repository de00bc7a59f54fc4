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

    /**
     * Of these there are very many. In place of the message: position in the transaction, number of its events, key; of one
     * that was there before, the operation and the amount before and after as well.
     */
    @Incoming("Item")
    CompletionStage<Void> item(Message<String> message) throws IOException {
        JsonNode event = json.readTree(message.getPayload());
        String position = event.path("txindex").asLong() + " " + event.path("txcount").asLong() + " ";
        JsonNode data = event.path("data");
        JsonNode before = data.path("before");
        return receive(message.withPayload(before.isObject()
                ? "changed " + position + before.path("id").asLong() + " " + event.path("operation").asText() + " "
                        + before.path("amount").asText() + " " + data.path("after").path("amount").asText("-")
                : "item " + position + data.path("after").path("id").asLong()));
    }
}
