package io.quarkiverse.durable.quickstart;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * The consumer. In a real system it is another application, behind a broker. An event is acknowledged when it is on disk here,
 * and so the extension sends it again after a crash that came before that. A method that takes a {@code String} or a
 * {@code ChangeEvent} and returns nothing will do for most; this one takes the message, to write many events with one sync.
 */
@ApplicationScoped
public class Received {

    private final EventFile file;

    Received(EventFile file) {
        this.file = file;
    }

    @Incoming("Order")
    CompletionStage<Void> order(Message<String> message) {
        return keep(message);
    }

    @Incoming("OrderLine")
    CompletionStage<Void> orderLine(Message<String> message) {
        return keep(message);
    }

    @Incoming("outbox")
    CompletionStage<Void> event(Message<String> message) {
        return keep(message);
    }

    /** Returns at once, so that the next message can come; the acknowledgement follows. */
    private CompletionStage<Void> keep(Message<String> message) {
        file.append(message.getPayload())
                .whenComplete((done, failure) -> {
                    var unused = failure == null ? message.ack() : message.nack(failure);
                });
        return CompletableFuture.completedFuture(null);
    }
}
