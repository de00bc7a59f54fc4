package io.quarkiverse.durable.deployment.statements;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableLog;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.vertx.core.json.JsonObject;

/** The events of one transaction: those that arrive before the event of the next one. */
@ApplicationScoped
public class Published {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);

    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    private final AtomicInteger ends = new AtomicInteger();

    private volatile long last = System.nanoTime();

    @Inject
    EntityManager entities;
    @Inject
    DurableLog log;

    @Incoming("things")
    void thing(String event) {
        events.add(new JsonObject(event));
    }

    List<JsonObject> by(Runnable transaction) {
        QuarkusTransaction.requiringNew().run(transaction);
        return soFar();
    }

    /** Events of other keys may pass one of a key that is still in flight, so that the last of all is waited for. */
    List<JsonObject> soFar() {
        last = System.nanoTime();
        String end = "end " + ends.incrementAndGet();
        QuarkusTransaction.requiringNew().run(() -> entities.persist(new Ware(end, "end", -1)));
        List<JsonObject> before = new ArrayList<>();
        boolean ended = false;
        while (!ended || !isAllPublished()) {
            JsonObject event = next(before);
            if (event != null && event.getString("subject").equals(end)) {
                ended = true;
            } else if (event != null && !event.getString("subject").startsWith("end ")) {
                before.add(event);
            }
        }
        JsonObject late;
        while ((late = events.poll()) != null) {
            if (!late.getString("subject").startsWith("end ")) {
                before.add(late);
            }
        }
        before.sort(Comparator.comparing((JsonObject event) -> Long.valueOf(event.getString("txid")))
                .thenComparing(event -> event.getInteger("txindex")));
        return before;
    }

    private boolean isAllPublished() {
        return events.isEmpty() && log.status().sinks().stream().allMatch(sink -> sink.lag() == 0 && sink.inFlight() == 0);
    }

    private @Nullable JsonObject next(List<JsonObject> before) {
        try {
            JsonObject event = events.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
            if (event != null) {
                last = System.nanoTime();
            } else if (System.nanoTime() - last > PATIENCE.toNanos()) {
                throw new AssertionError("The end did not arrive, only " + before);
            }
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
