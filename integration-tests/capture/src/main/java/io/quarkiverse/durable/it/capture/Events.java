package io.quarkiverse.durable.it.capture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The messages as they were published, in order. */
@ApplicationScoped
public class Events {

    private static final long PATIENCE_SECONDS = 30;

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

    /** What is there, or arrives in this time. */
    public List<String> within(Duration time) throws InterruptedException {
        List<String> result = new ArrayList<>();
        String first = arrived.poll(time.toNanos(), TimeUnit.NANOSECONDS);
        if (first != null) {
            result.add(first);
            arrived.drainTo(result);
        }
        return result;
    }
}
