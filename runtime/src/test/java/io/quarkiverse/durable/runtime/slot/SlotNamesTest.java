package io.quarkiverse.durable.runtime.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotNamesTest {

    @Test
    void theSequenceIsNamedAfterTheTable() {
        assertThat(new SlotNames("app.durable_slot").sequence()).isEqualTo("app.durable_slot_token");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "a b", "a;drop table x", "a.b.c", "\"a\"", "1a", "a'" })
    void whatIsNotAPlainIdentifierIsRefused(String name) {
        assertThatThrownBy(() -> new SlotNames(name)).hasMessageContaining("DURABLE-0301");
    }
}
