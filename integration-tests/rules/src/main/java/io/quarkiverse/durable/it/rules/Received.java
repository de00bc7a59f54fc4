package io.quarkiverse.durable.it.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.vertx.core.json.JsonObject;

/** What was published, in order. */
@ApplicationScoped
public class Received {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BlockingQueue<JsonObject> items = new LinkedBlockingQueue<>();

    @Incoming("Item")
    void item(String event) {
        items.add(new JsonObject(event));
    }

    @Incoming("Counter")
    void counter(String event) {
        // these are many, and only their commits matter
    }

    /** Events up to and including the first with this key. */
    public List<JsonObject> upTo(String key) throws InterruptedException {
        List<JsonObject> result = new ArrayList<>();
        while (true) {
            JsonObject event = items.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("No event of " + key + " arrived; there were " + result);
            }
            result.add(event);
            if (key.equals(event.getString("subject"))) {
                return result;
            }
        }
    }
}
