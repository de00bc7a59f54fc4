package io.quarkiverse.durable.it.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The messages as they were published, in order. */
@ApplicationScoped
public class Events {

    private static final long PATIENCE_SECONDS = 30;
    private static final long POLL_MILLIS = 5;

    private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();

    @Incoming("changes")
    void change(String event) {
        arrived.add(event);
    }

    /** All up to the one that contains this text. */
    public List<String> upTo(String text) throws InterruptedException {
        List<String> result = new ArrayList<>();
        while (true) {
            String event = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("No event with " + text + " was published; there were " + result);
            }
            result.add(event);
            if (event.contains(text)) {
                return result;
            }
        }
    }

    /** What is still under way: events of other keys pass one of a key that is in flight. */
    public List<String> rest(BooleanSupplier isAllPublished) throws InterruptedException {
        List<String> result = new ArrayList<>();
        long begin = System.nanoTime();
        while (!isAllPublished.getAsBoolean() || !arrived.isEmpty()) {
            String event = arrived.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (event != null) {
                result.add(event);
            } else if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new AssertionError("Not all is published; there were " + result);
            }
        }
        return result;
    }
}
