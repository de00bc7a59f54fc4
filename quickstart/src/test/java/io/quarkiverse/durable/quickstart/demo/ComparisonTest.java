package io.quarkiverse.durable.quickstart.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.quickstart.demo.Evidence.Change;
import io.quarkiverse.durable.quickstart.demo.Evidence.Committed;
import io.quarkiverse.durable.quickstart.demo.Evidence.Received;
import io.quarkiverse.durable.quickstart.demo.Evidence.Resolved;

class ComparisonTest {

    private static final Change CREATED = new Change("Order", "A", "insert", 0);
    private static final Change CHANGED = new Change("Order", "A", "update", 1);
    private static final Change CANCELLED = new Change("Order", "A", "delete", 1);

    @Test
    void findsNothingWhenEachChangeArrivedOnceInOrder() {
        Comparison comparison = compare(List.of(CREATED, CHANGED), Map.of("A", 1), List.of(CREATED, CHANGED));

        assertThat(comparison).isEqualTo(new Comparison(List.of(), List.of(), 0, 0, 0));
    }

    @Test
    void findsACommittedChangeThatNeverArrived() {
        Comparison comparison = compare(List.of(CREATED, CHANGED), Map.of("A", 1), List.of(CREATED));

        assertThat(comparison.lost()).containsExactly(CHANGED);
        assertThat(comparison.differing()).isOne();
    }

    @Test
    void findsAnEventOfAChangeThatWasNotCommitted() {
        Comparison comparison = compare(List.of(CREATED), Map.of("A", 0), List.of(CREATED, CHANGED));

        assertThat(comparison.phantoms()).extracting(Received::change).containsExactly(CHANGED);
        assertThat(comparison.differing()).isOne();
    }

    @Test
    void takesASecondEventOfOneChangeForAPhantomAndTheSameEventAgainForADuplicate() {
        Received first = new Received("1", "t1", CREATED);
        List<Committed> committed = List.of(new Committed("r", CREATED));

        assertThat(Comparison.of(evidence(committed, Map.of("A", 0), List.of(first, first))))
                .isEqualTo(new Comparison(List.of(), List.of(), 1, 0, 0));
        assertThat(Comparison.of(evidence(committed, Map.of("A", 0), List.of(first, new Received("2", "t2", CREATED))))
                .phantoms()).hasSize(1);
    }

    @Test
    void findsAVersionThatCameAfterALaterOne() {
        Comparison comparison = compare(List.of(CREATED, CHANGED, CANCELLED), Map.of(), List.of(CHANGED, CREATED, CANCELLED));

        assertThat(comparison.outOfOrder()).isOne();
        assertThat(comparison.differing()).isZero();
    }

    @Test
    void findsAnythingThatCameAfterTheEnd() {
        assertThat(compare(List.of(CREATED, CANCELLED, CHANGED), Map.of(), List.of(CREATED, CANCELLED, CHANGED)).outOfOrder())
                .isOne();
    }

    private static Comparison compare(List<Change> committed, Map<String, Integer> versions, List<Change> received) {
        List<Received> events = new ArrayList<>();
        received.forEach(change -> events.add(new Received("event " + events.size(), "t", change)));
        return Comparison.of(evidence(committed.stream().map(change -> new Committed("r", change)).toList(), versions, events));
    }

    private static Evidence evidence(List<Committed> committed, Map<String, Integer> versions, List<Received> received) {
        return new Evidence(committed, versions, received, new Resolved(0, 0));
    }
}
