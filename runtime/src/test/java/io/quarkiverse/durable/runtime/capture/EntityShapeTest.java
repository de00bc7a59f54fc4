package io.quarkiverse.durable.runtime.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

class EntityShapeTest {

    @Test
    void aKeyIsTheIdentifierAsText() {
        assertThat(EntityShape.text(42)).isEqualTo("42");
        assertThat(EntityShape.text("a,b")).as("of one part").isEqualTo("a,b");
        assertThat(EntityShape.text(new byte[] { 1, (byte) 0xab })).isEqualTo("01ab");
        assertThat(EntityShape.text(parts("a", 1))).isEqualTo("a,1");
        assertThat(EntityShape.text(parts("x", parts("y", 2)))).isEqualTo("x,y,2");
    }

    @Test
    void noTwoIdentifiersHaveTheSameKey() {
        List<Map<String, Object>> identifiers = List.of(parts("a,b", "c"), parts("a", "b,c"), parts("a\\", "b,c"),
                parts("a\\,b", "c"), parts("a", "b\\,c"), parts("a,b,c", ""), parts("", "a,b,c"));
        assertThat(identifiers.stream().map(EntityShape::text).collect(Collectors.toSet())).hasSameSizeAs(identifiers);
    }

    private static Map<String, Object> parts(Object first, Object second) {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("first", first);
        parts.put("second", second);
        return parts;
    }
}
