package io.quarkiverse.durable.benchmark.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class CostsTest {

    @Test
    void aCostIsReadAsItWasWritten() {
        Cost cost = new Cost(3, Way.ENVERS, 20, Operation.DELETE, 12.5, 10.25, 1234.5, 99, 2.05);

        assertThat(Cost.parse(cost.toLine())).isEqualTo(cost);
    }

    @Test
    void ratiosAreMediansOfThoseWithinARound() {
        List<Cost> all = new ArrayList<>();
        double[][] rounds = { { 10, 20 }, { 100, 300 }, { 20, 80 } };
        for (int round = 0; round < rounds.length; round++) {
            all.add(cost(round, Way.NONE, rounds[round][0]));
            all.add(cost(round, Way.DURABLE, rounds[round][1]));
        }

        assertThat(new Costs(all).ratio(Way.DURABLE, Way.NONE, 1, Operation.INSERT, Cost::micros)).isEqualTo(3);
        assertThat(new Costs(all).median(Way.DURABLE, 1, Operation.INSERT, Cost::micros)).isEqualTo(80);
    }

    @Test
    void whatOursAddsIsComparedWithWhatEnversAdds() {
        List<Cost> all = List.of(cost(1, Way.NONE, 100), cost(1, Way.DURABLE, 130), cost(1, Way.ENVERS, 220));

        assertThat(new Costs(all).ratioLines()).contains("ratio capture.1.insert.durable.time = 1.300",
                "ratio capture.1.insert.envers.time = 2.200", "ratio capture.1.insert.added.time = 0.250");
        assertThat(new Costs(all).asciidoc("mvn", List.of("a fact")))
                .contains("Command: `mvn`", "* a fact", "|1 |insert |durable |130 (130–130) |65 |260 |7 |3.00");
    }

    @Test
    void whatWasMeasuredOtherwiseIsNotMixedIn() {
        Cost other = new Cost(1, Way.NONE, 20, Operation.INSERT, 1, 1, 1, 1, 1);
        Cost update = new Cost(1, Way.NONE, 1, Operation.UPDATE, 1, 1, 1, 1, 1);

        assertThat(
                new Costs(List.of(cost(1, Way.NONE, 100), other, update)).median(Way.NONE, 1, Operation.INSERT, Cost::micros))
                .isCloseTo(100, within(1e-9));
    }

    private static Cost cost(int round, Way way, double micros) {
        return new Cost(round, way, 1, Operation.INSERT, micros, micros / 2, micros * 2, 7, 3);
    }
}
