package io.quarkiverse.durable.runtime.slot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotVerdictTest {

    @ParameterizedTest
    @CsvSource({ "5,5,COMMITTED", "5,4,NOT_COMMITTED", "5,0,NOT_COMMITTED", "5,6,LATER", "1,0,NOT_COMMITTED",
            "9223372036854775807,9223372036854775806,NOT_COMMITTED" })
    void theRowDecides(long transaction, long lastTx, SlotVerdict verdict) {
        assertThat(SlotVerdict.of(transaction, lastTx)).isEqualTo(verdict);
    }
}
