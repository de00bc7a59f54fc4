package io.quarkiverse.durable.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** All rounds of a run: medians, and ratios between variants. */
record Comparison(List<RoundResult> results) {

    private static final List<Variant> TABLES = List.of(Variant.OUTBOX, Variant.DEBEZIUM_SQL);

    /** A figure with its name. */
    record Ratio(String name, double value) {
    }

    List<Integer> threadCounts() {
        return results.stream().map(result -> result.round().threads()).distinct().sorted().toList();
    }

    double median(int threads, Variant variant, ToDoubleFunction<RoundResult> figure) {
        return Statistics.median(figures(threads, variant, figure));
    }

    double smallest(int threads, Variant variant, ToDoubleFunction<RoundResult> figure) {
        return figures(threads, variant, figure).stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double largest(int threads, Variant variant, ToDoubleFunction<RoundResult> figure) {
        return figures(threads, variant, figure).stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    int undelivered() {
        return results.stream().mapToInt(RoundResult::undelivered).sum();
    }

    private List<Double> figures(int threads, Variant variant, ToDoubleFunction<RoundResult> figure) {
        return results.stream().filter(result -> result.round().threads() == threads && result.round().variant() == variant)
                .map(figure::applyAsDouble).toList();
    }

    /**
     * The median over the rounds of the ratio within a round, so that each figure is compared with one that was measured
     * moments before or after.
     */
    double ratio(int threads, Variant variant, Variant base, ToDoubleFunction<RoundResult> figure) {
        List<Double> ratios = new ArrayList<>();
        for (RoundResult result : results) {
            Round round = result.round();
            if (round.threads() == threads && round.variant() == variant) {
                find(new Round(round.number(), threads, base))
                        .ifPresent(other -> ratios.add(figure.applyAsDouble(result) / figure.applyAsDouble(other)));
            }
        }
        return Statistics.median(ratios);
    }

    private Optional<RoundResult> find(Round round) {
        return results.stream().filter(result -> result.round().equals(round)).findFirst();
    }

    /** The better of the two table outboxes in a round, in which each was measured moments before or after. */
    private double ratioToBetterTable(int threads, Variant variant) {
        List<Double> ratios = new ArrayList<>();
        for (RoundResult result : results) {
            Round round = result.round();
            if (round.threads() == threads && round.variant() == variant) {
                TABLES.stream().flatMap(table -> find(new Round(round.number(), threads, table)).stream())
                        .mapToDouble(RoundResult::perSecond).max()
                        .ifPresent(best -> ratios.add(result.perSecond() / best));
            }
        }
        return Statistics.median(ratios);
    }

    List<Variant> variants() {
        return Arrays.stream(Variant.values())
                .filter(variant -> results.stream().anyMatch(result -> result.round().variant() == variant)).toList();
    }

    /** Against no outbox; deliveries, which that does not have, against the outbox table. */
    List<Ratio> ratios() {
        List<Ratio> ratios = new ArrayList<>();
        for (int threads : threadCounts()) {
            for (Variant variant : variants()) {
                if (variant != Variant.NONE) {
                    addCommit(ratios, threads, variant);
                }
                if (variant.isCommitMode()) {
                    addAgainstTables(ratios, threads, variant);
                }
            }
        }
        return ratios;
    }

    private void addCommit(List<Ratio> ratios, int threads, Variant variant) {
        String name = "commit." + threads + "." + variant;
        ratios.add(new Ratio(name, ratio(threads, variant, Variant.NONE, RoundResult::perSecond)));
        ratios.add(new Ratio(name + ".p50", ratio(threads, variant, Variant.NONE, RoundResult::p50)));
        ratios.add(new Ratio(name + ".p99", ratio(threads, variant, Variant.NONE, RoundResult::p99)));
        ratios.add(new Ratio(name + ".wal", ratio(threads, variant, Variant.NONE, RoundResult::walBytes)));
        ratios.add(new Ratio(name + ".roundtrips", ratio(threads, variant, Variant.NONE, RoundResult::roundTrips)));
    }

    private void addAgainstTables(List<Ratio> ratios, int threads, Variant variant) {
        ratios.add(new Ratio("commit." + threads + "." + variant + ".table", ratioToBetterTable(threads, variant)));
        String name = "delivery." + threads + "." + variant;
        ratios.add(new Ratio(name + ".p50", ratio(threads, variant, Variant.OUTBOX, RoundResult::deliveryP50)));
        ratios.add(new Ratio(name + ".p99", ratio(threads, variant, Variant.OUTBOX, RoundResult::deliveryP99)));
    }
}
