package io.quarkiverse.durable.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class SnapshotCourseTest {

    @Test
    void aSnapshotIsTakenAndGivenUpAtALookWithTwoBeforeAndAfter() {
        assertThat(Snapshots.plan(10, 120, 5)).isEqualTo(new Snapshots(10, 130, 140, 5));
        assertThat(Snapshots.plan(2, 120, 5)).isEqualTo(new Snapshots(10, 130, 140, 5));
        assertThat(Snapshots.plan(11, 7, 5)).isEqualTo(new Snapshots(15, 25, 40, 5));
        assertThat(Snapshots.plan(1, 2, 1).seconds()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void theEndOfTheSnapshotAndTheTimeAfterAreComparedWithTheTimeBefore() {
        SnapshotCourse course = course(Variant.STRICT);

        assertThat(course.lateRatio()).isEqualTo(0.25);
        assertThat(course.afterRatio()).isEqualTo(0.9);
        assertThat(course.ratioLines()).containsExactly("ratio snapshot.8.strict.held = 0.250",
                "ratio snapshot.8.strict.after = 0.900", "ratio snapshot.8.strict.mebibytes = 7.0");
    }

    @Test
    void theTableTellsWhenTheSnapshotWasHeldAndHasNoSizesWhereThereAreNoTables() {
        assertThat(course(Variant.STRICT).table()).contains("from second 2 to 6", "|2 ||1000 |2.0 |20",
                "|3 |held |500 |3.0 |30",
                "|6 |held |250 |6.0 |60", "|7 ||900 |7.0 |70");
        assertThat(course(Variant.NONE).table()).contains("|3 |held |500 |– |–");
    }

    private static SnapshotCourse course(Variant variant) {
        double[] rates = { 1000, 1000, 500, 400, 300, 250, 900 };
        List<Sample> samples = new ArrayList<>();
        for (int second = 1; second <= rates.length; second++) {
            samples.add(new Sample(new Round(1, 8, variant), second, rates[second - 1], (long) second << 20, 10L * second));
        }
        return new SnapshotCourse(samples, 2, 6);
    }
}
