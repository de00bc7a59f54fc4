package io.quarkiverse.durable.soak;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.vertx.core.json.JsonObject;

/**
 * Receives the events. For each row the number of its change must be one above that of the event before: nothing lost, nothing
 * twice, nothing out of order.
 */
@Singleton
public class MeterReadings {

    /** Committed changes whose event has not arrived; who wants to commit another one waits. */
    static final int UNDELIVERED_MAX = 1000;
    private static final int COMPLAINTS_MAX = 20;

    private final Map<Long, Long> changes = new ConcurrentHashMap<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final AtomicInteger complaintCount = new AtomicInteger();
    private final AtomicLong received = new AtomicLong();
    private final Semaphore room = new Semaphore(UNDELIVERED_MAX);

    @Incoming("Meter")
    void changed(String text) {
        JsonObject event = new JsonObject(text);
        JsonObject after = event.getJsonObject("data").getJsonObject("after");
        long id = Long.parseLong(event.getString("subject"));
        long now = after.getLong("changes");
        Long before = changes.put(id, now);
        long expected = before == null ? 0 : before + 1;
        if (now != expected && complaintCount.getAndIncrement() < COMPLAINTS_MAX) {
            complaints.add("Row " + id + ": change " + now + " arrived where " + expected + " was next, as event "
                    + event.getString("id"));
        }
        received.incrementAndGet();
        room.release();
    }

    /** Waits until another event may be on its way. */
    boolean awaitRoom(long patienceMillis) throws InterruptedException {
        return room.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS);
    }

    /** Waits until nothing is on its way. */
    boolean awaitAll(long patienceMillis) throws InterruptedException {
        return room.tryAcquire(UNDELIVERED_MAX, patienceMillis, TimeUnit.MILLISECONDS);
    }

    Queue<String> complaints() {
        return complaints;
    }

    long received() {
        return received.get();
    }

    /** Number of the last change of each row. */
    Map<Long, Long> changes() {
        return Map.copyOf(changes);
    }
}
