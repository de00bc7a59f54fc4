package io.quarkiverse.durable.benchmark.capture;

import java.util.concurrent.atomic.LongAdder;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Receives the events in the process. */
@Singleton
public class ArticleConsumer {

    static final String CHANNEL = "articles";

    private final LongAdder events = new LongAdder();

    @Incoming(CHANNEL)
    void received(String event) {
        events.increment();
    }

    public long events() {
        return events.sum();
    }
}
