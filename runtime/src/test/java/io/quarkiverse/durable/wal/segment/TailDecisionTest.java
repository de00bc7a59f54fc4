package io.quarkiverse.durable.wal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.wal.segment.TailDecision.Facts;
import io.quarkiverse.durable.wal.segment.TailDecision.Found;

class TailDecisionTest {

    @Test
    void everyCombinationHasTheDecisionOfItsRow() {
        int cut = 0;
        for (Found found : Found.values()) {
            for (int bits = 0; bits < 8; bits++) {
                Facts facts = new Facts(found, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
                TailDecision decision = TailDecision.of(facts);
                boolean lossProved = facts.missing() || facts.laterBatch() && !facts.relaxed();
                assertThat(decision == TailDecision.CORRUPT).as("%s", facts).isEqualTo(lossProved);
                boolean something = facts.laterBatch() || found == Found.DAMAGED;
                assertThat(decision == TailDecision.KEEP).as("%s", facts).isEqualTo(!lossProved && !something);
                cut += decision == TailDecision.CUT ? 1 : 0;
            }
        }
        assertThat(cut).isEqualTo(5);
    }
}
