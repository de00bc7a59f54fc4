package io.quarkiverse.durable.benchmark;

import java.time.Duration;
import java.util.List;

/** What to measure and for how long, from the command line by way of the build. */
record Settings(String benchmark, int seconds, int rounds, int warmUpSeconds, String threads, String heap) {

    /** The only comparison so far. */
    private static final String COMMIT = "commit";
    private static final int START_AND_DRAIN_SECONDS_MAX = 120;

    static Settings ofSystemProperties() {
        String benchmark = System.getProperty("benchmark", "");
        if (!benchmark.equals(COMMIT)) {
            throw new IllegalArgumentException(
                    "There is no benchmark '" + benchmark + "'; say which one with -Dbenchmark=" + COMMIT);
        }
        return new Settings(benchmark, Integer.getInteger("benchmark.seconds"), Integer.getInteger("benchmark.rounds"),
                Integer.getInteger("benchmark.warmup"), System.getProperty("benchmark.threads"),
                System.getProperty("benchmark.heap"));
    }

    List<Integer> threadCounts() {
        return List.of(threads.split(",")).stream().map(String::strip).map(Integer::valueOf).toList();
    }

    Duration roundMax() {
        return Duration.ofSeconds(3L * warmUpSeconds + seconds + START_AND_DRAIN_SECONDS_MAX);
    }

    String command() {
        return "mvn -pl integration-tests/benchmark -am verify -DskipTests -Pbenchmark -Dbenchmark=" + benchmark
                + " -Dbenchmark.seconds=" + seconds + " -Dbenchmark.rounds=" + rounds + " -Dbenchmark.warmup=" + warmUpSeconds
                + " -Dbenchmark.threads=" + threads + " -Dbenchmark.heap=" + heap;
    }
}
