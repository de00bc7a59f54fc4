package io.quarkiverse.durable.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What to measure and for how long, from the command line by way of the build.
 *
 * @param threads numbers of threads, with commas
 * @param only names of contenders, with commas; empty for all
 */
public record Settings(String benchmark, int seconds, int rounds, int warmUpSeconds, String threads, String heap,
        String only) {

    public static final String COMMIT = "commit";
    public static final String WAL = "wal";

    private static final int START_AND_DRAIN_SECONDS_MAX = 120;
    private static final Map<String, Settings> DEFAULTS = Map.of(
            COMMIT, new Settings(COMMIT, 10, 5, 20, "1,8,24", "512m", ""),
            WAL, new Settings(WAL, 3, 5, 4, "1,8,64", "512m", ""));

    public static Settings ofSystemProperties() {
        return of(name -> System.getProperty(name, ""));
    }

    /**
     * @param property value of a property, empty where the default is meant
     */
    static Settings of(UnaryOperator<String> property) {
        String benchmark = property.apply("benchmark");
        Settings defaults = DEFAULTS.get(benchmark);
        if (defaults == null) {
            throw new IllegalArgumentException("There is no benchmark '" + benchmark + "'; say which one with -Dbenchmark="
                    + COMMIT + " or -Dbenchmark=" + WAL);
        }
        return new Settings(benchmark, number(property, "benchmark.seconds", defaults.seconds),
                number(property, "benchmark.rounds", defaults.rounds),
                number(property, "benchmark.warmup", defaults.warmUpSeconds),
                text(property, "benchmark.threads", defaults.threads), text(property, "benchmark.heap", defaults.heap),
                text(property, "benchmark.only", defaults.only));
    }

    private static String text(UnaryOperator<String> property, String name, String otherwise) {
        String value = property.apply(name);
        return value.isEmpty() ? otherwise : value;
    }

    private static int number(UnaryOperator<String> property, String name, int otherwise) {
        String value = text(property, name, String.valueOf(otherwise));
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("-D" + name + " is '" + value + "'; give a whole number", e);
        }
    }

    public List<Integer> threadCounts() {
        return split(threads).map(Integer::valueOf).toList();
    }

    public boolean selects(String contender) {
        return only.isEmpty() || split(only).anyMatch(contender::equals);
    }

    /** Names that nothing has, most likely misspelt. */
    public void refuseOther(Set<String> names) {
        if (!only.isEmpty() && !names.containsAll(split(only).toList())) {
            throw new IllegalArgumentException("-Dbenchmark.only is '" + only + "'; it may have " + String.join(", ", names));
        }
    }

    private static Stream<String> split(String list) {
        return Stream.of(list.split(",")).map(String::strip);
    }

    Duration roundMax() {
        return Duration.ofSeconds(3L * warmUpSeconds + seconds + START_AND_DRAIN_SECONDS_MAX);
    }

    public String command() {
        return "mvn -pl integration-tests/benchmark -am verify -DskipTests -Pbenchmark -Dbenchmark=" + benchmark
                + " -Dbenchmark.seconds=" + seconds + " -Dbenchmark.rounds=" + rounds + " -Dbenchmark.warmup=" + warmUpSeconds
                + " -Dbenchmark.threads=" + threads + " -Dbenchmark.heap=" + heap
                + (only.isEmpty() ? "" : " -Dbenchmark.only=" + only);
    }
}
