package io.quarkiverse.durable.benchmark;

import java.util.List;
import java.util.Locale;

/**
 * What a variant did before, while and after a snapshot was held open.
 *
 * @param from the second since the beginning at which the snapshot was taken
 * @param until the second at which it was given up
 */
record SnapshotCourse(List<Sample> samples, int from, int until) {

    private static final double BYTES_PER_MIB = 1 << 20;

    Round round() {
        return samples.get(0).round();
    }

    /** A sample tells what was since the one before. */
    boolean held(Sample sample) {
        return sample.second() > from && sample.second() <= until;
    }

    private double median(int after, int upTo) {
        return Statistics.median(samples.stream().filter(sample -> sample.second() > after && sample.second() <= upTo)
                .map(Sample::perSecond).toList());
    }

    /** Transactions per second in the last quarter of the time with the snapshot, to those before it. */
    double lateRatio() {
        return median(until - (until - from) / 4, until) / median(0, from);
    }

    /** Transactions per second after the snapshot to those before it. */
    double afterRatio() {
        return median(until, Integer.MAX_VALUE) / median(0, from);
    }

    private double largestMebibytes() {
        return samples.stream().mapToLong(Sample::bytes).max().orElse(0) / BYTES_PER_MIB;
    }

    List<String> ratioLines() {
        String name = "ratio snapshot." + round().threads() + "." + round().variant();
        return List.of(String.format(Locale.ROOT, "%s.held = %.3f", name, lateRatio()),
                String.format(Locale.ROOT, "%s.after = %.3f", name, afterRatio()),
                String.format(Locale.ROOT, "%s.mebibytes = %.1f", name, largestMebibytes()));
    }

    String table() {
        StringBuilder table = new StringBuilder(String.format(Locale.ROOT,
                ".%s, %d threads; the snapshot is held from second %d to %d%n[cols=\"1,1,2,2,2\",options=\"header\"]%n|===%n"
                        + "|second |snapshot |transactions/s |MiB of tables and indexes |dead rows%n%n",
                round().variant(), round().threads(), from, until));
        for (Sample sample : samples) {
            table.append(String.format(Locale.ROOT, "|%d |%s|%.0f |%s |%s%n", sample.second(), held(sample) ? "held " : "",
                    sample.perSecond(), has() ? String.format(Locale.ROOT, "%.1f", sample.bytes() / BYTES_PER_MIB) : "–",
                    has() ? Long.toString(sample.deadRows()) : "–"));
        }
        return table.append("|===\n").toString();
    }

    private boolean has() {
        return !round().variant().tables().isEmpty();
    }
}
