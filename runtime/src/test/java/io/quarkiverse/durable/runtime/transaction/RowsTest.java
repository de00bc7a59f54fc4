package io.quarkiverse.durable.runtime.transaction;

import static io.quarkiverse.durable.runtime.journal.Records.image;
import static io.quarkiverse.durable.runtime.journal.Records.insert;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.Change;

class RowsTest {

    @Test
    void itKnowsWhatWasAddedAndNothingElse() {
        Rows rows = new Rows();
        for (int i = 0; i < 200_000; i++) {
            rows.add(insert("k" + i));
            rows.add(insert("k" + i / 2));
        }
        for (int i = 0; i < 200_000; i++) {
            assertThat(rows.contains(insert("k" + i))).as("k" + i).isTrue();
            assertThat(rows.contains(insert("n" + i))).as("n" + i).isFalse();
        }
    }

    @Test
    void aRowIsItsChannelAndItsKey() {
        Rows rows = Rows.of(List.of(change("ab", "c")));
        assertThat(rows.contains(change("ab", "c"))).isTrue();
        assertThat(rows.contains(change("a", "bc"))).isFalse();
        assertThat(rows.contains(change("abc", ""))).isFalse();
        assertThat(new Rows().contains(change("", ""))).isFalse();
    }

    private static Change change(String channel, String key) {
        return new Change(channel, "T", key, Operation.INSERT, null, image(), List.of());
    }
}
