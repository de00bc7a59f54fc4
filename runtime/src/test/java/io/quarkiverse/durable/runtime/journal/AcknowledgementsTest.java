package io.quarkiverse.durable.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.wal.Lsn;

class AcknowledgementsTest {

    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final List<String> told = new ArrayList<>();

    @Test
    void whoWaitsForNobodyOrForWhatIsPassedIsToldAtOnce() {
        acknowledgements.moved("a", Lsn.of(5));
        await(9, Set.of());
        await(5, Set.of("a"));
        await(9, Set.of("gone"));
        assertThat(told).containsExactly("9[]", "5[a]", "9[gone]");
        assertThat(acknowledgements.behind()).isEmpty();
    }

    @Test
    void whoWaitsForTwoIsToldOnceByTheLastOfThem() {
        acknowledgements.moved("a", Lsn.NONE);
        acknowledgements.moved("b", Lsn.NONE);
        await(3, Set.of("a", "b"));
        acknowledgements.moved("a", Lsn.of(7));
        assertThat(acknowledgements.behind()).isEqualTo(Map.of("b", 1));
        acknowledgements.moved("b", Lsn.of(2));
        assertThat(told).isEmpty();
        acknowledgements.moved("b", Lsn.of(3));
        acknowledgements.moved("b", Lsn.of(4));
        acknowledgements.moved("a", Lsn.of(8));
        assertThat(told).containsExactly("3[a, b]");
        assertThat(acknowledgements.behind()).isEmpty();
        assertThat(acknowledgements.sinks()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aSinkDoesNotGoBack() {
        acknowledgements.moved("a", Lsn.of(9));
        acknowledgements.moved("a", Lsn.of(1));
        await(9, Set.of("a"));
        assertThat(told).hasSize(1);
    }

    @Test
    void inAnyOrderOfMovesEachIsToldOnceAndNeverTooEarly() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            Acknowledgements each = new Acknowledgements();
            Map<String, Long> at = new TreeMap<>(Map.of("a", 0L, "b", 0L, "c", 0L));
            at.forEach((sink, lsn) -> each.moved(sink, Lsn.of(lsn)));
            Set<Integer> waiting = new TreeSet<>();
            List<String> wrong = new ArrayList<>();
            for (int step = 0; step < 200; step++) {
                String sink = "abc".substring(random.nextInt(3)).substring(0, 1);
                if (random.nextBoolean()) {
                    at.merge(sink, (long) random.nextInt(3), Long::sum);
                    each.moved(sink, Lsn.of(at.get(sink)));
                    continue;
                }
                int number = step;
                long lsn = at.get(sink) + random.nextInt(5);
                Set<String> by = random.nextBoolean() ? Set.of(sink) : Set.of("a", "b", "c");
                waiting.add(number);
                each.whenAcknowledged(Lsn.of(lsn), by, () -> {
                    if (!waiting.remove(number) || by.stream().anyMatch(name -> at.get(name) < lsn)) {
                        wrong.add(number + " for " + lsn + " at " + at);
                    }
                });
            }
            at.keySet().forEach(sink -> {
                at.put(sink, 1_000_000L);
            });
            at.forEach((sink, lsn) -> each.moved(sink, Lsn.of(lsn)));
            assertThat(wrong).as("seed " + seed).isEmpty();
            assertThat(waiting).as("seed " + seed).isEmpty();
            assertThat(each.behind()).as("seed " + seed).isEmpty();
        }
    }

    private void await(long lsn, Set<String> by) {
        acknowledgements.whenAcknowledged(Lsn.of(lsn), by, () -> told.add(lsn + new TreeSet<>(by).toString()));
    }
}
