package io.quarkiverse.durable.benchmark.wal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Figures of one measurement by name. */
record Outcome(Map<String, Double> figures) {

    static final String PER_SECOND = "perSecond";
    static final String P50 = "p50Micros";
    static final String P99 = "p99Micros";
    static final String RECORDS_PER_BATCH = "recordsPerBatch";
    static final String BYTES_PER_BATCH = "bytesPerBatch";
    static final String ALLOCATED = "allocatedPerAppend";
    static final String ALLOCATED_BY_LOG = "allocatedByLogThreadsPerAppend";
    static final String APPENDED = "appendedPerSecond";

    Outcome {
        figures = Map.copyOf(figures);
    }

    double perSecond() {
        return get(PER_SECOND);
    }

    /** NaN where the measurement has no such figure. */
    double get(String name) {
        return figures.getOrDefault(name, Double.NaN);
    }

    Outcome with(String name, double value) {
        Map<String, Double> more = new LinkedHashMap<>(figures);
        more.put(name, value);
        return new Outcome(more);
    }

    String toLine() {
        return figures.entrySet().stream().sorted(Map.Entry.comparingByKey()).map(figure -> figure.getKey() + "="
                + figure.getValue()).collect(Collectors.joining(" "));
    }

    static Outcome parse(String line) {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (String word : line.strip().split(" ")) {
            int equals = word.indexOf('=');
            figures.put(word.substring(0, equals), Double.valueOf(word.substring(equals + 1)));
        }
        return new Outcome(figures);
    }
}
