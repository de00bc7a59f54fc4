package io.quarkiverse.durable.benchmark.wal;

import static io.quarkiverse.durable.benchmark.wal.Ratio.Target.atLeast;
import static io.quarkiverse.durable.benchmark.wal.Ratio.Target.atMost;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;

/** The figures that the log is judged by. */
final class Ratios {

    /** In between and above, what is asked for one of these is asked. */
    private static final int FEW = 8;
    private static final int MANY = 64;

    private final Results results;
    private final List<Ratio> ratios = new ArrayList<>();

    private Ratios(Results results) {
        this.results = results;
    }

    static List<Ratio> of(Results results, List<Integer> threadCounts, List<Replay.Result> replays) {
        Ratios made = new Ratios(results);
        for (int threads : threadCounts) {
            for (int payload : Plan.PAYLOADS) {
                made.of(threads, payload);
            }
        }
        made.interval();
        replays.forEach(replay -> made.ratios.add(new Ratio(replay.name(), replay.ratio(), atLeast(0.7))));
        return List.copyOf(made.ratios);
    }

    /** Millions a second; the name without a number is the one with a thread for each core of a small machine. */
    private void interval() {
        for (int threads : Plan.INTERVAL_THREADS) {
            double perSecond = results.median(Kind.INTERVAL, threads, Plan.INTERVAL_PAYLOAD, Outcome::perSecond);
            if (!Double.isNaN(perSecond)) {
                boolean first = threads == Plan.INTERVAL_THREADS.get(0);
                ratios.add(new Ratio("wal.interval" + (first ? "" : "." + threads), perSecond / 1e6, atLeast(1.5)));
            }
        }
    }

    private void of(int threads, int payload) {
        Task raw = task(Kind.RAW, 1, roundedUp(payload));
        Task wal = task(Kind.WAL, threads, payload);
        String suffix = "." + payload;
        if (threads >= MANY) {
            add("wal." + threads + ".raw" + suffix, wal, raw, Ratios::rate, atLeast(28));
            add("wal." + threads + ".p99" + suffix, wal, raw, Ratios::p99ToMedian, atMost(3));
            add("wal." + threads + ".tail" + suffix, wal, raw, Ratios::p99ToP99, atMost(3));
        } else if (threads >= FEW) {
            add("wal." + threads + ".raw" + suffix, wal, raw, (ours, theirs) -> rate(ours, theirs) / threads, atLeast(0.6));
        } else {
            add("wal." + threads + ".raw" + suffix, wal, raw, (ours, theirs) -> rate(ours, theirs) / threads, atLeast(0.95));
        }
        add("wal." + threads + ".artemis" + suffix, wal, task(Kind.ARTEMIS, threads, payload), Ratios::rate,
                atLeast(threads >= FEW ? 2 : 1));
    }

    private void add(String name, Task ours, Task theirs, ToDoubleBiFunction<Outcome, Outcome> ratio, Ratio.Target target) {
        results.ratio(ours, theirs, ratio).ifPresent(value -> ratios.add(new Ratio(name, value, target)));
    }

    private static Task task(Kind kind, int threads, int bytes) {
        return new Task(kind, threads, bytes, Task.NO_FORM, 0);
    }

    static int roundedUp(int payload) {
        return (payload + RawDevice.BLOCK - 1) / RawDevice.BLOCK * RawDevice.BLOCK;
    }

    static double rate(Outcome ours, Outcome theirs) {
        return ours.perSecond() / theirs.perSecond();
    }

    /** Like with like: a device has a 99th percentile of its own. */
    static double p99ToP99(Outcome ours, Outcome theirs) {
        return ours.get(Outcome.P99) / theirs.get(Outcome.P99);
    }

    static double p99ToMedian(Outcome ours, Outcome theirs) {
        return ours.get(Outcome.P99) / theirs.get(Outcome.P50);
    }
}
