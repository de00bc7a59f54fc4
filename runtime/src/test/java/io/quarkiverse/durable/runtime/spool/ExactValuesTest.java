package io.quarkiverse.durable.runtime.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class ExactValuesTest {

    @Test
    void valuesComeBackAsTheyWere() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", 1);
        map.put("a", null);
        map.put("nested", Map.of("list", List.of(1L, "x")));
        Object[] values = { null, "text \ud800", true, false, 5, 5L, (short) 5, (byte) 5, 5.0, 5f, Float.NaN,
                new BigInteger("123456789012345678901234567890"), new BigDecimal("5.00"), List.of(), map };
        List<Object> back = ExactValues.decode(ExactValues.encode(values));
        assertThat(back).isEqualTo(Arrays.asList(values));
        assertThat(List.copyOf(((Map<?, ?>) back.get(14)).keySet())).isEqualTo(List.of("z", "a", "nested"));
    }

    @Test
    void bytesComeBack() {
        assertThat(ExactValues.decode(ExactValues.encode((Object) new byte[] { 1, -1 })).get(0))
                .isEqualTo(new byte[] { 1, -1 });
    }

    @Test
    void whatIsNoValueOfAnImageIsRefused() {
        assertThatThrownBy(() -> ExactValues.encode(new Object())).hasMessageContaining("java.lang.Object");
    }
}
