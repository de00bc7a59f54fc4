package io.quarkiverse.durable.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkiverse.durable.benchmark.capture.ArticleConsumer;
import io.quarkiverse.durable.benchmark.capture.CaptureLoad;
import io.quarkiverse.durable.benchmark.capture.Way;

/** The measured process of benchmark capture: warms up and measures all rounds. */
@Singleton
class CaptureApplication {

    static final String ARGUMENT = "capture";
    static final String ROUNDS = "benchmark.rounds";
    static final String SECONDS = "benchmark.seconds";
    static final List<Integer> BATCHES = List.of(1, 20);

    private final CaptureLoad load;
    private final ArticleConsumer consumer;
    private final int rounds;
    private final int seconds;

    CaptureApplication(CaptureLoad load, ArticleConsumer consumer,
            @ConfigProperty(name = ROUNDS, defaultValue = "0") int rounds,
            @ConfigProperty(name = SECONDS, defaultValue = "0") int seconds) {
        this.load = load;
        this.consumer = consumer;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    void warmUp(int secondsOfEachWay) throws Exception {
        load.warmUp(secondsOfEachWay, BATCHES);
    }

    void run(Consumer<String> output) throws Exception {
        List<Way> ways = new ArrayList<>(List.of(Way.values()));
        for (int round = 1; round <= rounds; round++) {
            for (int batch : BATCHES) {
                for (Way way : ways) {
                    load.measure(round, way, batch, Duration.ofSeconds(seconds), cost -> output.accept(cost.toLine()));
                }
            }
            Collections.reverse(ways);
        }
        output.accept(LoadApplication.FACT + "events that the consumer received: " + consumer.events());
    }
}
