package io.quarkiverse.durable.it.capture;

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

    public String next() throws InterruptedException {
        String event = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("No further event was published");
        }
        return event;
    }
}
