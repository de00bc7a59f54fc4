package io.quarkiverse.durable.benchmark;

import java.util.List;
import java.util.Locale;

/** The result as AsciiDoc, for the documentation, and as lines. */
record Report(List<String> facts, List<Limit> limits, Comparison comparison, String command) {

    /** What one thread gets from the disk or the database alone. */
    record Limit(String name, double perSecond) {
    }

    String asciidoc() {
        StringBuilder page = new StringBuilder();
        page.append(preamble(command, facts, limits));
        page.append(".Medians of ").append(rounds()).append(" rounds; in brackets the smallest and the largest\n");
        page.append("[cols=\"1,2,4,2,2,2,2,2,2\",options=\"header\"]\n|===\n");
        page.append("|threads |variant |transactions/s |commit p50 ms |commit p99 ms |WAL bytes/tx |round trips/tx"
                + " |commit to consumer p50 ms |p99 ms\n\n");
        for (int threads : comparison.threadCounts()) {
            for (Variant variant : comparison.variants()) {
                page.append(row(threads, variant));
            }
        }
        page.append("|===\n\n----\n");
        ratioLines().forEach(line -> page.append(line).append('\n'));
        return page.append("----\n").toString();
    }

    /** With what and on what it was measured. */
    static String preamble(String command, List<String> facts, List<Limit> limits) {
        StringBuilder page = new StringBuilder();
        page.append("Command: `").append(command).append("`\n\n");
        facts.forEach(fact -> page.append("* ").append(fact).append('\n'));
        page.append("\n.What one thread gets, per second\n[cols=\"4,1\"]\n|===\n");
        limits.forEach(limit -> page.append(format("|%s |%.0f%n", limit.name(), limit.perSecond())));
        return page.append("|===\n\n").toString();
    }

    List<String> ratioLines() {
        return comparison.ratios().stream().map(ratio -> format("ratio %s = %.3f", ratio.name(), ratio.value())).toList();
    }

    private long rounds() {
        return comparison.results().stream().map(result -> result.round().number()).distinct().count();
    }

    private String row(int threads, Variant variant) {
        String delivery = variant.publishes()
                ? format("|%.2f |%.2f", comparison.median(threads, variant, RoundResult::deliveryP50) / 1000,
                        comparison.median(threads, variant, RoundResult::deliveryP99) / 1000)
                : "|– |–";
        return format("|%d |%s |%.0f (%.0f–%.0f) |%.2f |%.2f |%.0f |%.2f %s%n", threads, variant,
                comparison.median(threads, variant, RoundResult::perSecond),
                comparison.smallest(threads, variant, RoundResult::perSecond),
                comparison.largest(threads, variant, RoundResult::perSecond),
                comparison.median(threads, variant, RoundResult::p50) / 1000,
                comparison.median(threads, variant, RoundResult::p99) / 1000,
                comparison.median(threads, variant, RoundResult::walBytes),
                comparison.median(threads, variant, RoundResult::roundTrips), delivery);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
