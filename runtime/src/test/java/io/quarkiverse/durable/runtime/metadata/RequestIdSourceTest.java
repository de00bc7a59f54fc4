package io.quarkiverse.durable.runtime.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A header is what anybody sends. */
class RequestIdSourceTest {

    @ParameterizedTest
    @ValueSource(strings = { "", "17", "7f9c2ba4-e88f-11d0", "a b/c:d=~{}\"" })
    void visibleCharactersAreAnId(String header) {
        assertThat(RequestIdSource.isId(header)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "a\tb", "a\r\nSet-Cookie: x", "\u0000", "\u007F", "é", "\u2028" })
    void othersAreNone(String header) {
        assertThat(RequestIdSource.isId(header)).isFalse();
    }

    @Test
    void norIsALongText() {
        assertThat(RequestIdSource.isId("x".repeat(255))).isTrue();
        assertThat(RequestIdSource.isId("x".repeat(256))).isFalse();
    }
}
