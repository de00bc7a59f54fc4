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

    /** Of each round, from the smallest to the largest. */
    List<Double> sorted(Kind kind, int threads, int bytes, ToDoubleFunction<Outcome> figure) {
        return measured.stream().filter(one -> one.task.matches(new Task(kind, threads, bytes, Task.NO_FORM, 0)))
                .map(one -> figure.applyAsDouble(one.outcome)).sorted().toList();
    }

    /** NaN where there is none. */
    double median(Kind kind, int threads, int bytes, ToDoubleFunction<Outcome> figure) {
        return Statistics.median(sorted(kind, threads, bytes, figure));
    }

    long rounds() {
        return measured.stream().map(Measured::round).distinct().count();
    }

    /** In which form a task was measured. */
    String form(Kind kind, int threads, int bytes) {
        return measured.stream().map(Measured::task)
                .filter(task -> task.matches(new Task(kind, threads, bytes, Task.NO_FORM, 0))).map(Task::form).findFirst()
                .orElse(Task.NO_FORM);
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
