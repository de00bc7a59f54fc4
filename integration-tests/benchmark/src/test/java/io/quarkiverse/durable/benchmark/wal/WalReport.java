package io.quarkiverse.durable.benchmark.wal;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.quarkiverse.durable.benchmark.Settings;

/** The result as AsciiDoc, for the documentation, and as lines. */
record WalReport(Settings settings, List<String> facts, Results results, Map<String, List<String>> allocation,
        List<Replay.Result> replays) {

    private static final List<Integer> RAW_SIZES = List.of(RawDevice.BLOCK, 2 * RawDevice.BLOCK, RawDevice.LARGE);
    private static final List<Kind> CONTENDERS = List.of(Kind.WAL, Kind.AWAIT, Kind.ARTEMIS);

    String asciidoc() {
        StringBuilder page = new StringBuilder("Command: `").append(settings.command()).append("`\n\n");
        facts.forEach(fact -> page.append("* ").append(fact).append('\n'));
        page.append("\nMedians of ").append(results.rounds()).append(" rounds; in brackets the smallest and the largest.\n");
        device(page);
        appends(page);
        interval(page);
        replay(page);
        allocation(page);
        page.append("\n.Figures and their targets\n[cols=\"3,1,1,1\",options=\"header\"]\n|===\n|figure |value |target |\n\n");
        ratios().forEach(ratio -> page.append(format("|`%s` |%.3f |%s |%s%n", ratio.name(), ratio.value(), ratio.target(),
                ratio.met() ? "met" : "not met")));
        page.append("|===\n\n----\n");
        ratioLines().forEach(line -> page.append(line).append('\n'));
        return page.append("----\n").toString();
    }

    List<String> ratioLines() {
        return ratios().stream().map(Ratio::toLine).toList();
    }

    private List<Ratio> ratios() {
        return Ratios.of(results, settings.threadCounts(), replays);
    }

    private void device(StringBuilder page) {
        Table table = new Table("The device, one thread", "1,3,1,1,1", "bytes |writes/s |MB/s |p50 µs |p99 µs");
        for (int bytes : RAW_SIZES) {
            if (measured(Kind.RAW, 1, bytes)) {
                table.add(format("|%d |%s |%.0f |%.0f |%.0f", bytes, rate(Kind.RAW, 1, bytes),
                        results.median(Kind.RAW, 1, bytes, Outcome::perSecond) * bytes / 1e6,
                        results.median(Kind.RAW, 1, bytes, o -> o.get(Outcome.P50)),
                        results.median(Kind.RAW, 1, bytes, o -> o.get(Outcome.P99))));
            }
        }
        table.appendTo(page);
    }

    private void appends(StringBuilder page) {
        Table table = new Table("Durable appends", "1,1,2,4,1,1,1,1,1,1", "threads |payload |contender |appends/s |p50 µs"
                + " |p99 µs |records/batch |bytes/batch |bytes allocated/append |by the log's threads");
        for (int threads : settings.threadCounts()) {
            for (int payload : Plan.PAYLOADS) {
                for (Kind kind : CONTENDERS) {
                    if (measured(kind, threads, payload)) {
                        table.add(format("|%d |%d |%s |%s |%s |%s |%s |%s |%s |%s", threads, payload,
                                name(kind, threads, payload), rate(kind, threads, payload),
                                figure(kind, threads, payload, Outcome.P50, "%.0f"),
                                figure(kind, threads, payload, Outcome.P99, "%.0f"),
                                figure(kind, threads, payload, Outcome.RECORDS_PER_BATCH, "%.1f"),
                                figure(kind, threads, payload, Outcome.BYTES_PER_BATCH, "%.0f"),
                                figure(kind, threads, payload, Outcome.ALLOCATED, "%.0f"),
                                figure(kind, threads, payload, Outcome.ALLOCATED_BY_LOG, "%.1f")));
                    }
                }
            }
        }
        table.appendTo(page);
    }

    private void interval(StringBuilder page) {
        Table table = new Table("Appends in sync mode interval, without waiting", "1,1,4,1,1",
                "threads |payload |written/s |records/batch |bytes allocated/append");
        for (int threads : Plan.INTERVAL_THREADS) {
            if (measured(Kind.INTERVAL, threads, Plan.INTERVAL_PAYLOAD)) {
                table.add(format("|%d |%d |%s |%s |%s", threads, Plan.INTERVAL_PAYLOAD,
                        rate(Kind.INTERVAL, threads, Plan.INTERVAL_PAYLOAD),
                        figure(Kind.INTERVAL, threads, Plan.INTERVAL_PAYLOAD, Outcome.RECORDS_PER_BATCH, "%.0f"),
                        figure(Kind.INTERVAL, threads, Plan.INTERVAL_PAYLOAD, Outcome.ALLOCATED, "%.0f")));
            }
        }
        table.appendTo(page);
    }

    private void replay(StringBuilder page) {
        Table table = new Table("Reading a log in a process with a heap of 64 MiB", "1,1,1,1,1,1,1",
                "payloads |page cache |records |MB |the log, MB/s |its files and CRC32C, MB/s |opened in ms");
        for (Replay.Result replay : replays) {
            table.add(format("|%s |%s |%d |%.0f |%.0f |%.0f |%.1f", replay.content(), replay.cold() ? "cold" : "warm",
                    replay.records(), replay.bytes() / 1e6, replay.logPerSecond() / 1e6, replay.filesPerSecond() / 1e6,
                    replay.openMillis()));
        }
        table.appendTo(page);
    }

    private void allocation(StringBuilder page) {
        allocation.forEach((title, lines) -> {
            page.append("\n.What is allocated, then the share of each place; ").append(title).append("\n----\n");
            lines.forEach(line -> page.append(line).append('\n'));
            page.append("----\n");
        });
    }

    private boolean measured(Kind kind, int threads, int bytes) {
        return !results.sorted(kind, threads, bytes, Outcome::perSecond).isEmpty();
    }

    private String name(Kind kind, int threads, int bytes) {
        return switch (kind) {
            case WAL -> "log";
            case AWAIT -> "log, append then await";
            default -> "Artemis " + results.form(kind, threads, bytes);
        };
    }

    private String rate(Kind kind, int threads, int bytes) {
        List<Double> sorted = results.sorted(kind, threads, bytes, Outcome::perSecond);
        return format("%.0f (%.0f–%.0f)", results.median(kind, threads, bytes, Outcome::perSecond), sorted.get(0),
                sorted.get(sorted.size() - 1));
    }

    private String figure(Kind kind, int threads, int bytes, String name, String pattern) {
        double value = results.median(kind, threads, bytes, outcome -> outcome.get(name));
        return Double.isNaN(value) ? "–" : format(pattern, value);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** Left out while it has no rows. */
    private static final class Table {

        private final StringBuilder rows = new StringBuilder();
        private final String head;

        Table(String title, String columns, String names) {
            head = "\n." + title + "\n[cols=\"" + columns + "\",options=\"header\"]\n|===\n|" + names + "\n\n";
        }

        void add(String row) {
            rows.append(row).append('\n');
        }

        void appendTo(StringBuilder page) {
            if (rows.length() > 0) {
                page.append(head).append(rows).append("|===\n");
            }
        }
    }
}
