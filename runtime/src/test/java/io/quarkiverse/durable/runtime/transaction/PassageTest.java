package io.quarkiverse.durable.runtime.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.runtime.transaction.Passage.Duty;
import io.quarkiverse.durable.runtime.transaction.Passage.Next;
import io.quarkiverse.durable.runtime.transaction.Passage.Turn;

class PassageTest {

    /** All that changes something; everything else changes nothing and owes nothing. */
    private static final Map<String, String> CHANGES = Map.ofEntries(
            Map.entry("CAPTURING COMMIT_BEGINS", "COMMITTING NONE"),
            Map.entry("CAPTURING COMPLETED", "ENDED NONE"),
            Map.entry("COMMITTING NOTHING_TO_DO", "ENDED NONE"),
            Map.entry("COMMITTING PROTOCOL_RAN", "FINISHED NONE"),
            Map.entry("COMMITTING PROTOCOL_FAILED", "FAILED NONE"),
            Map.entry("COMMITTING COMPLETED", "ABANDONED NONE"),
            Map.entry("COMMITTING OVERDUE", "ENDED ASK"),
            Map.entry("ABANDONED NOTHING_TO_DO", "ENDED NONE"),
            Map.entry("ABANDONED PROTOCOL_RAN", "ENDED NOT_SENT"),
            Map.entry("ABANDONED PROTOCOL_FAILED", "ENDED NOT_SENT"),
            Map.entry("ABANDONED OVERDUE", "ENDED ASK"),
            Map.entry("FINISHED COMPLETED", "ENDED AS_SAID"),
            Map.entry("FINISHED OVERDUE", "ENDED ASK"),
            Map.entry("FAILED COMPLETED", "ENDED AS_SAID"),
            Map.entry("FAILED OVERDUE", "ENDED ASK"));

    @Test
    void eachTurnInEachPassageIsAsTheTableSays() {
        Map<String, String> seen = new HashMap<>();
        for (Passage from : Passage.values()) {
            for (Turn turn : Turn.values()) {
                Next next = from.on(turn);
                assertThat(next.from()).isEqualTo(from);
                if (next.passage() != from || next.duty() != Duty.NONE) {
                    seen.put(from + " " + turn, next.passage() + " " + next.duty());
                }
            }
        }
        assertThat(seen).isEqualTo(CHANGES);
    }

    @Test
    void whateverComesInWhateverOrderATransactionWithARecordIsDueAtMostOnceAndOnlyAtItsEnd() {
        follow(Passage.CAPTURING, 0, 6);
    }

    private static void follow(Passage from, int due, int turnsLeft) {
        assertThat(due).isLessThanOrEqualTo(1);
        assertThat(due == 1 && from != Passage.ENDED).isFalse();
        if (turnsLeft > 0) {
            for (Turn turn : Turn.values()) {
                Next next = from.on(turn);
                follow(next.passage(), due + (next.duty() == Duty.NONE ? 0 : 1), turnsLeft - 1);
            }
        }
    }
}
