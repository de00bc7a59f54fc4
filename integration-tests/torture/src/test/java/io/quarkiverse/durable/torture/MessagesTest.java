package io.quarkiverse.durable.torture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.torture.oracle.Received;
import io.quarkiverse.durable.torture.oracle.RowState;

class MessagesTest {

    private static final String HEAD = "{\"source\":\"/durable/log\",\"txid\":\"12\",\"txindex\":1,\"txcount\":3,"
            + "\"ordertoken\":\"0000000000000000017\",\"subject\":\"5\",";
    private static final String BEFORE = "{\"id\":5,\"life\":2,\"version\":3,\"balance\":100,\"marker\":\"a\",\"note\":\"nn\"}";
    private static final String AFTER = "{\"id\":5,\"life\":2,\"version\":4,\"balance\":90,\"marker\":\"b\",\"note\":\"n\"}";

    @Test
    void anUpdateHasBothStatesAndTheMarkerOfTheSecond() {
        Received update = row("update", BEFORE, AFTER);
        assertThat(update.log()).isEqualTo("/durable/log");
        assertThat(update)
                .extracting(Received::connection, Received::transaction, Received::index, Received::count, Received::token)
                .containsExactly(4, 12L, 1, 3, 17L);
        assertThat(update.change().row()).isEqualTo(5);
        assertThat(update.change().before()).isEqualTo(new RowState(2, 3, 100, "a", "nn".hashCode()));
        assertThat(update.change().after()).isEqualTo(new RowState(2, 4, 90, "b", "n".hashCode()));
        assertThat(update.marker()).isEqualTo("b");
    }

    @Test
    void aDeleteShowsNoMarkerOfItsOwn() {
        Received delete = row("delete", BEFORE, "null");
        assertThat(delete.change().after()).isNull();
        assertThat(delete.marker()).isNull();
        assertThat(row("insert", "null", AFTER).change().before()).isNull();
    }

    @Test
    void anExplicitEventHasAMarkerAndItsNumberAndNoRow() {
        Received event = Messages.parse(1, HEAD + "\"operation\":\"event\",\"data\":{\"marker\":\"m\",\"number\":2}}");
        assertThat(event.number()).isEqualTo(2);
        assertThat(event.change()).isNull();
        assertThat(event.marker()).isEqualTo("m");
        assertThat(event.key()).isNotEqualTo(row("update", BEFORE, AFTER).key());
    }

    @Test
    void theDigestTellsContentsApart() {
        assertThat(row("update", BEFORE, AFTER).digest()).isEqualTo(row("update", BEFORE, AFTER).digest())
                .isNotEqualTo(row("update", AFTER, BEFORE).digest());
    }

    private static Received row(String operation, String before, String after) {
        return Messages.parse(4,
                HEAD + "\"entity\":\"Account\",\"operation\":\"" + operation + "\",\"data\":{\"before\":" + before
                        + ",\"after\":" + after + "}}");
    }
}
