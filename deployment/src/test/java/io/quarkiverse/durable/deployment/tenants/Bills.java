package io.quarkiverse.durable.deployment.tenants;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.durable.DurableLog;
import io.vertx.core.json.JsonObject;

/** Receives what is published. */
@ApplicationScoped
public class Bills {

    private static final long PATIENCE_SECONDS = 30;

    private static final long POLL_MILLIS = 20;

    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();

    @Inject
    DurableLog log;

    @Incoming("bills")
    void bill(String event) {
        events.add(new JsonObject(event));
    }

    /** All up to the one that inserts this bill, without it. Events of other keys may pass one of a key that is in flight. */
    List<JsonObject> before(String id) throws InterruptedException {
        List<JsonObject> before = new ArrayList<>();
        boolean ended = false;
        long begin = System.nanoTime();
        while (!ended || !isAllPublished()) {
            JsonObject event = events.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (event != null && event.getString("subject").equals(id)) {
                ended = true;
            } else if (event != null) {
                before.add(event);
            } else if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new AssertionError("No event of " + id + ", only " + before);
            }
        }
        before.sort(Comparator.comparing((JsonObject event) -> Long.valueOf(event.getString("txid")))
                .thenComparing(event -> event.getInteger("txindex")));
        return before;
    }

    private boolean isAllPublished() {
        return events.isEmpty() && log.status().sinks().stream().allMatch(sink -> sink.lag() == 0 && sink.inFlight() == 0);
    }
}
