package io.quarkiverse.durable.benchmark;

import java.time.Duration;

/**
 * What the application is told to do next, as one line of its input.
 *
 * @param sampleSeconds how often to tell the rate and the size of the tables during the round; 0 for not at all
 */
record Task(Round round, int seconds, int sampleSeconds) {

    static final String PREFIX = "measure ";

    String toLine() {
        return PREFIX + "number=" + round.number() + " threads=" + round.threads() + " variant=" + round.variant()
                + " seconds=" + seconds + " sampleSeconds=" + sampleSeconds;
    }

    static Task parse(String line) {
        Fields fields = Fields.of(line, PREFIX);
        return new Task(new Round(fields.whole("number"), fields.whole("threads"), Variant.named(fields.text("variant"))),
                fields.whole("seconds"), fields.whole("sampleSeconds"));
    }

    Duration length() {
        return Duration.ofSeconds(seconds);
    }
}
