package io.quarkiverse.durable.benchmark;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Receives the events of both variants in the process and notes when. */
@Singleton
class EventConsumer {

    private static final String SUBJECT = "\"subject\":\"";

    private volatile Deliveries deliveries = new Deliveries(0);

    /** From now on events belong to this round. */
    void expect(Deliveries round) {
        deliveries = round;
    }

    @Incoming("DurableOrder")
    void durable(String event) {
        received(event);
    }

    @Incoming("outboxed")
    void outboxed(String event) {
        received(event);
    }

    private void received(String event) {
        deliveries.received(subject(event), System.nanoTime());
    }

    private static long subject(String event) {
        int start = event.indexOf(SUBJECT);
        if (start < 0) {
            throw new IllegalArgumentException("An event without a subject: " + event);
        }
        start += SUBJECT.length();
        return Long.parseLong(event, start, event.indexOf('"', start), 10);
    }
}
