package io.quarkiverse.durable.benchmark.capture;

import java.util.concurrent.atomic.LongAdder;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Receives the events in the process. */
@Singleton
public class ArticleConsumer {

    private final LongAdder events = new LongAdder();

    @Incoming("DurableArticle")
    void received(String event) {
        events.increment();
    }

    public long events() {
        return events.sum();
    }
}
