package io.quarkiverse.durable.deployment.rights;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.vertx.core.json.JsonObject;

@ApplicationScoped
public class Received {

    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();

    @Incoming("letters")
    void letter(String event) {
        events.add(new JsonObject(event));
    }

    /** The state after the next change of this row. */
    JsonObject after(String subject) throws InterruptedException {
        while (true) {
            JsonObject event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("No event of " + subject);
            }
            if (event.getString("subject").equals(subject)) {
                return event.getJsonObject("data").getJsonObject("after");
            }
        }
    }
}
