package io.quarkiverse.durable.benchmark;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
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
 * @param commitModes of Quarkus Durable, with commas
 * @param delayMicros round trip of the network between application and database, besides the machine's own; 0 for none
 * @param snapshotSeconds how long another session holds a snapshot open; 0 for the form without
 */
public record Settings(String benchmark, int seconds, int rounds, int warmUpSeconds, String threads, String heap,
        String only, String commitModes, int delayMicros, int snapshotSeconds) {

    public static final String COMMIT = "commit";
    public static final String WAL = "wal";
    public static final String CAPTURE = "capture";

    private static final int START_AND_DRAIN_SECONDS_MAX = 120;
    private static final int WARM_UPS = 4;
    private static final String SNAPSHOT_THREADS = "8";
    private static final String COMMIT_MODES = Variant.STRICT + "," + Variant.STAGED;
    private static final Map<String, Settings> DEFAULTS = Map.of(
            COMMIT, new Settings(COMMIT, 10, 5, 20, "1,8,24", "512m", "", COMMIT_MODES, 0, 0),
            WAL, new Settings(WAL, 3, 5, 4, "1,8,64", "512m", "", "", 0, 0),
            CAPTURE, new Settings(CAPTURE, 2, 5, 20, "1", "512m", "", "", 0, 0));

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
                    + COMMIT + ", -Dbenchmark=" + WAL + " or -Dbenchmark=" + CAPTURE);
        }
        int snapshotSeconds = number(property, "benchmark.snapshot-seconds", defaults.snapshotSeconds);
        return new Settings(benchmark, number(property, "benchmark.seconds", defaults.seconds),
                number(property, "benchmark.rounds", defaults.rounds),
                number(property, "benchmark.warmup", defaults.warmUpSeconds),
                text(property, "benchmark.threads", snapshotSeconds > 0 ? SNAPSHOT_THREADS : defaults.threads),
                text(property, "benchmark.heap", defaults.heap), text(property, "benchmark.only", defaults.only),
                text(property, "benchmark.commit-modes", defaults.commitModes),
                number(property, "benchmark.delay-micros", defaults.delayMicros), snapshotSeconds);
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

    int mostThreads() {
        return threadCounts().stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /** Always with strict, whose process measures what has no mode too. */
    Set<Variant> modes() {
        Set<Variant> modes = EnumSet.of(Variant.STRICT);
        for (String name : split(commitModes).toList()) {
            Variant mode = Arrays.stream(Variant.values()).filter(Variant::isCommitMode)
                    .filter(candidate -> candidate.toString().equals(name)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("-Dbenchmark.commit-modes is '" + commitModes
                            + "'; it may have " + COMMIT_MODES));
            modes.add(mode);
        }
        return modes;
    }

    public Duration startMax() {
        return Duration.ofSeconds((long) WARM_UPS * 2 * warmUpSeconds + START_AND_DRAIN_SECONDS_MAX);
    }

    Duration roundMax(Task task) {
        return Duration.ofSeconds(2L * task.seconds() + START_AND_DRAIN_SECONDS_MAX);
    }

    public String command() {
        return "mvn -pl integration-tests/benchmark -am verify -DskipTests -Pbenchmark -Dbenchmark=" + benchmark
                + " -Dbenchmark.seconds=" + seconds + (snapshotSeconds > 0 ? "" : " -Dbenchmark.rounds=" + rounds)
                + " -Dbenchmark.warmup=" + warmUpSeconds
                + " -Dbenchmark.threads=" + threads + " -Dbenchmark.heap=" + heap
                + (only.isEmpty() ? "" : " -Dbenchmark.only=" + only)
                + (commitModes.equals(DEFAULTS.get(benchmark).commitModes) ? "" : " -Dbenchmark.commit-modes=" + commitModes)
                + (delayMicros == 0 ? "" : " -Dbenchmark.delay-micros=" + delayMicros)
                + (snapshotSeconds == 0 ? "" : " -Dbenchmark.snapshot-seconds=" + snapshotSeconds);
    }
}
