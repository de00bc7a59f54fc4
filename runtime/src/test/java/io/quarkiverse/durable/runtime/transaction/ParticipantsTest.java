package io.quarkiverse.durable.runtime.transaction;

import static io.quarkiverse.durable.runtime.journal.Records.image;
import static io.quarkiverse.durable.runtime.journal.Records.insert;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.Change;

class ParticipantsTest {

    private static final Change EVENT = new Change("out", "Done", "k", Operation.EVENT, null, image(), List.of());

    private final Participants participants = new Participants();

    @Test
    void eachChangeNamesItsDatasourceInTheOrderInWhichTheyCame() {
        participants.add("two", insert("a"));
        participants.add("one", insert("b"));
        participants.add("two", insert("c"));
        Participants.Assigned assigned = participants.assign("one", false);
        assertThat(assigned.datasources()).containsExactly("two", "one");
        assertThat(assigned.changes()).extracting(Change::participant).containsExactly(0, 1, 0);
    }

    @Test
    void aRowOfTheSameNameInTwoDatabasesIsTwoRows() {
        participants.add("one", insert("a"));
        participants.add("two", insert("a"));
        assertThat(participants.assign("one", false).changes()).hasSize(2);
    }

    @Test
    void explicitEventsGoWithTheirDatasourceIfItTakesPart() {
        participants.add(null, EVENT);
        participants.add("two", insert("a"));
        participants.add("one", insert("b"));
        assertThat(participants.assign("one", false).changes()).extracting(Change::participant).containsExactly(1, 0, 1);
    }

    @Test
    void explicitEventsGoWithTheFirstDatasourceOtherwise() {
        participants.add("two", insert("a"));
        participants.add(null, EVENT);
        assertThat(participants.assign("one", false)).isEqualTo(
                new Participants.Assigned(List.of("two"), List.of(insert("a").of(0), EVENT.of(0)), 0));
    }

    @Test
    void explicitEventsAloneBringTheirDatasource() {
        participants.add(null, EVENT);
        assertThat(participants.assign("one", false))
                .isEqualTo(new Participants.Assigned(List.of("one"), List.of(EVENT.of(0)), 0));
    }

    @Test
    void withoutChangesThereIsNobody() {
        participants.add("one", insert("a"));
        participants.add("one", new Change("orders", "Order", "a", Operation.DELETE, image(), null, List.of()));
        assertThat(participants.assign("one", false)).isEqualTo(new Participants.Assigned(List.of(), List.of(), 0));
    }
}
