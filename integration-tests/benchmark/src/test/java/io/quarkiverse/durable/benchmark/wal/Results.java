package io.quarkiverse.durable.benchmark.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

import io.quarkiverse.durable.benchmark.Statistics;

/** All rounds of a run: medians, and ratios within a round. */
record Results(List<Measured> measured) {

    record Measured(int round, Task task, Outcome outcome) {
    }

    Results {
        measured = List.copyOf(measured);
    }

    /** NaN where there is none. */
    double median(Kind kind, int threads, int bytes, ToDoubleFunction<Outcome> figure) {
        return Statistics.median(all(kind, threads, bytes).stream().map(m -> figure.applyAsDouble(m.outcome)).toList());
    }

    private List<Measured> all(Kind kind, int threads, int bytes) {
        return measured.stream().filter(m -> is(m.task, kind, threads, bytes)).toList();
    }

    private static boolean is(Task task, Kind kind, int threads, int bytes) {
        return task.kind() == kind && task.threads() == threads && task.bytes() == bytes;
    }

    /** The median over the rounds of what {@code ratio} makes of ours and of theirs that was measured next to it. */
    Optional<Double> ratio(Task ours, Task theirs, ToDoubleBiFunction<Outcome, Outcome> ratio) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < measured.size(); i++) {
            Measured one = measured.get(i);
            if (one.task.matches(ours)) {
                nearest(i, theirs).ifPresent(other -> ratios.add(ratio.applyAsDouble(one.outcome, other.outcome)));
            }
        }
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Statistics.median(ratios));
    }

    /** The one in the same round with the fewest measurements in between. */
    private Optional<Measured> nearest(int index, Task theirs) {
        Measured found = null;
        int distance = Integer.MAX_VALUE;
        for (int i = 0; i < measured.size(); i++) {
            Measured candidate = measured.get(i);
            if (candidate.round == measured.get(index).round && candidate.task.matches(theirs)
                    && Math.abs(i - index) < distance) {
                found = candidate;
                distance = Math.abs(i - index);
            }
        }
        return Optional.ofNullable(found);
    }
}
