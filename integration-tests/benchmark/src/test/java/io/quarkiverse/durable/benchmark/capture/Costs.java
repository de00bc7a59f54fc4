package io.quarkiverse.durable.benchmark.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

import io.quarkiverse.durable.benchmark.Statistics;

/** All that a run measured: medians, what capturing adds to no capture, and what ours adds to what Envers adds. */
record Costs(List<Cost> all) {

    private static final List<Way> CAPTURING = List.of(Way.DURABLE, Way.UNVERSIONED, Way.ENVERS);

    /** A figure of a cost, by its name in the ratios. */
    private record Figure(String name, ToDoubleFunction<Cost> of) {
    }

    private static final List<Figure> FIGURES = List.of(new Figure("time", Cost::micros), new Figure("cpu", Cost::cpuMicros),
            new Figure("bytes", Cost::bytes), new Figure("roundtrips", Cost::roundTrips));

    List<Integer> batches() {
        return all.stream().map(Cost::batch).distinct().sorted().toList();
    }

    private List<Operation> operations() {
        return all.stream().map(Cost::operation).distinct().sorted().toList();
    }

    private List<Way> ways() {
        return all.stream().map(Cost::way).distinct().sorted().toList();
    }

    private long rounds() {
        return all.stream().map(Cost::round).distinct().count();
    }

    double median(Way way, int batch, Operation operation, ToDoubleFunction<Cost> figure) {
        return Statistics
                .median(all.stream().filter(cost -> is(cost, way, batch, operation)).map(figure::applyAsDouble).toList());
    }

    /** The median over the rounds of the ratio within a round. */
    double ratio(Way way, Way base, int batch, Operation operation, ToDoubleFunction<Cost> figure) {
        List<Double> ratios = new ArrayList<>();
        for (Cost cost : all) {
            if (is(cost, way, batch, operation)) {
                find(cost.round(), base, batch, operation)
                        .ifPresent(other -> ratios.add(figure.applyAsDouble(cost) / figure.applyAsDouble(other)));
            }
        }
        return Statistics.median(ratios);
    }

    private Optional<Cost> find(int round, Way way, int batch, Operation operation) {
        return all.stream().filter(cost -> cost.round() == round && is(cost, way, batch, operation)).findFirst();
    }

    private static boolean is(Cost cost, Way way, int batch, Operation operation) {
        return cost.way() == way && cost.batch() == batch && cost.operation() == operation;
    }

    List<String> ratioLines() {
        List<String> lines = new ArrayList<>();
        for (int batch : batches()) {
            for (Operation operation : operations()) {
                for (Figure figure : FIGURES) {
                    String name = "capture." + batch + "." + operation + ".";
                    for (Way way : CAPTURING.stream().filter(ways()::contains).toList()) {
                        lines.add(line(name + way + "." + figure.name(), ratio(way, Way.NONE, batch, operation, figure.of())));
                    }
                    lines.add(line(name + "added." + figure.name(),
                            added(Way.DURABLE, batch, operation, figure.of())
                                    / added(Way.ENVERS, batch, operation, figure.of())));
                }
            }
        }
        return lines;
    }

    /** To the median of no capture. */
    private double added(Way way, int batch, Operation operation, ToDoubleFunction<Cost> figure) {
        return median(way, batch, operation, figure) - median(Way.NONE, batch, operation, figure);
    }

    private static String line(String name, double value) {
        return String.format(Locale.ROOT, "ratio %s = %.3f", name, value);
    }

    String asciidoc(String command, List<String> facts) {
        StringBuilder page = new StringBuilder("Command: `" + command + "`\n\n");
        facts.forEach(fact -> page.append("* ").append(fact).append('\n'));
        page.append("\n.For each entity: medians of ").append(rounds())
                .append(" rounds; in brackets the smallest and the largest\n")
                .append("[cols=\"1,1,1,3,1,1,1,1\",options=\"header\"]\n|===\n")
                .append("|entities/tx |operation |captured by |time µs |processor time µs |bytes allocated |bytes by other threads")
                .append(" |round trips\n\n");
        for (int batch : batches()) {
            for (Operation operation : operations()) {
                ways().forEach(way -> page.append(row(way, batch, operation)));
            }
        }
        page.append("|===\n\n----\n").append(String.join("\n", ratioLines())).append("\n----\n");
        return page.toString();
    }

    private String row(Way way, int batch, Operation operation) {
        double[] times = all.stream().filter(cost -> is(cost, way, batch, operation)).mapToDouble(Cost::micros).sorted()
                .toArray();
        return String.format(Locale.ROOT, "|%d |%s |%s |%.0f (%.0f–%.0f) |%.0f |%.0f |%.0f |%.2f%n", batch, operation, way,
                median(way, batch, operation, Cost::micros), times[0], times[times.length - 1],
                median(way, batch, operation, Cost::cpuMicros), median(way, batch, operation, Cost::bytes),
                median(way, batch, operation, Cost::elsewhere), median(way, batch, operation, Cost::roundTrips));
    }
}
