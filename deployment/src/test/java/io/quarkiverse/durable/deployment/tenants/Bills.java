package io.quarkiverse.durable.deployment.tenants;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.vertx.core.json.JsonObject;

/** Receives what is published. */
@ApplicationScoped
public class Bills {

    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();

    @Incoming("bills")
    void bill(String event) {
        events.add(new JsonObject(event));
    }

    /** All up to the one that inserts this bill, without it. */
    List<JsonObject> before(String id) throws InterruptedException {
        List<JsonObject> before = new ArrayList<>();
        while (true) {
            JsonObject event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("No event of " + id + ", only " + before);
            }
            if (event.getString("subject").equals(id)) {
                return before;
            }
            before.add(event);
        }
    }
}
