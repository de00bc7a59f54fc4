package io.quarkiverse.durable.deployment.spine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.vertx.core.json.JsonObject;

/** What arrived on the channels, in order. */
@ApplicationScoped
public class Received {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();

    @Incoming("Parcel")
    void parcel(String event) {
        events.add(new JsonObject(event));
    }

    @Incoming("outbox")
    void explicit(String event) {
        events.add(new JsonObject(event));
    }

    /** Waits for as many events as asked for. */
    List<JsonObject> next(int count) throws InterruptedException {
        List<JsonObject> result = new ArrayList<>();
        while (result.size() < count) {
            JsonObject event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("Only " + result.size() + " of " + count + " events arrived: " + result);
            }
            result.add(event);
        }
        return result;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }
}
