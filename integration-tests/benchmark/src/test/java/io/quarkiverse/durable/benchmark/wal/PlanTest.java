package io.quarkiverse.durable.benchmark.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

class PlanTest {

    @Test
    void aRoundHasEachContenderWithEachLoadAndTheDeviceBesideThem() {
        List<Task> round = new Plan(EnumSet.allOf(Kind.class), List.of(1, 64), 1000).round(1);

        for (Kind kind : List.of(Kind.WAL, Kind.AWAIT, Kind.ARTEMIS)) {
            assertThat(round).filteredOn(task -> task.kind() == kind).extracting(Task::toLine).containsExactlyInAnyOrder(
                    kind + " 1 512 any 1000", kind + " 1 4096 any 1000", kind + " 64 512 any 1000",
                    kind + " 64 4096 any 1000");
        }
        assertThat(round).filteredOn(task -> task.kind() == Kind.RAW).extracting(Task::bytes)
                .containsExactlyInAnyOrder(4096, 4096, 8192, 1 << 20);
        assertThat(round).filteredOn(task -> task.kind() == Kind.INTERVAL).extracting(Task::threads)
                .containsExactlyInAnyOrder(2, 8);
        assertThat(round).noneMatch(task -> task.kind() == Kind.ALLOCATION);
    }

    @Test
    void eachContenderIsFirstInTurn() {
        Plan plan = new Plan(Set.of(Kind.RAW, Kind.WAL, Kind.ARTEMIS), List.of(8), 1000);
        int group = 5;

        assertThat(List.of(1, 2, 3, 4, 5)).extracting(number -> plan.round(number).get(0)).doesNotHaveDuplicates();
        for (int number = 1; number <= group; number++) {
            assertThat(plan.round(number)).containsExactlyInAnyOrderElementsOf(plan.round(0));
        }
    }

    @Test
    void onlyWhatWasAskedForIsMeasured() {
        Plan plan = new Plan(Set.of(Kind.RAW, Kind.WAL), List.of(1, 8, 64), 2000);

        assertThat(plan.round(1)).extracting(Task::kind).containsOnly(Kind.RAW, Kind.WAL).hasSize(10);
        assertThat(plan.only(Kind.WAL).round(1)).extracting(Task::kind).containsOnly(Kind.WAL).hasSize(6);
        assertThat(plan.allocation()).isEmpty();
        assertThat(new Plan(Set.of(Kind.ALLOCATION), List.of(1), 1).warmUp()).extracting(Task::threads).containsExactly(1, 8);
    }

    @Test
    void taskAndOutcomeSurviveTheirWayBetweenProcesses() {
        Task task = new Task(Kind.ARTEMIS, 64, 4096, "aio-50", 3000);
        Outcome outcome = new Outcome(java.util.Map.of(Outcome.PER_SECOND, 163742.25, Outcome.P99, 1.5e-7));

        assertThat(Task.parse(task.toLine())).isEqualTo(task);
        assertThat(Outcome.parse(outcome.toLine())).isEqualTo(outcome);
        assertThat(outcome.get(Outcome.ALLOCATED)).isNaN();
    }

    @Test
    void asynchronousFormsAreMeasuredOnlyWhereTheLibraryLoads() {
        assertThat(ArtemisJournal.forms(false)).containsExactly("nio-0", "nio-50", "nio-100", "nio-200", "nio-500");
        assertThat(ArtemisJournal.forms(true)).hasSize(10).contains("aio-0", "aio-500");
    }
}
