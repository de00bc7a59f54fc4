package io.quarkiverse.durable.it.metadata;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.vertx.core.json.JsonObject;

/** What arrives, in order, and the trace that it arrives in. */
@ApplicationScoped
public class Received {

    private static final int PATIENCE_SECONDS = 30;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    public record Event(JsonObject json, SpanContext span) {

        public String get(String attribute) {
            return json.getString(attribute);
        }
    }

    @Incoming("Order")
    CompletionStage<Void> order(Message<String> message) {
        SpanContext span = TracingMetadata.fromMessage(message)
                .map(tracing -> Span.fromContext(tracing.getCurrentContext()).getSpanContext())
                .orElse(SpanContext.getInvalid());
        events.add(new Event(new JsonObject(message.getPayload()), span));
        return message.ack();
    }

    public Event next() throws InterruptedException {
        Event event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("No event within " + PATIENCE_SECONDS + " s");
        }
        return event;
    }
}
