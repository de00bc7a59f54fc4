package io.quarkiverse.durable.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionMetadataTest {

    @Test
    void eachPartIsReplacedAlone() {
        TransactionMetadata all = new TransactionMetadata("t", "u", "r", "p", "w");
        assertThat(all.withTenant("x")).isEqualTo(new TransactionMetadata("x", "u", "r", "p", "w"));
        assertThat(all.withUser("x")).isEqualTo(new TransactionMetadata("t", "x", "r", "p", "w"));
        assertThat(all.withRequestId("x")).isEqualTo(new TransactionMetadata("t", "u", "x", "p", "w"));
        assertThat(all.withTraceparent("x")).isEqualTo(new TransactionMetadata("t", "u", "r", "x", "w"));
        assertThat(all.withReason("x")).isEqualTo(new TransactionMetadata("t", "u", "r", "p", "x"));
    }

    @Test
    void aBlankTextIsNone() {
        assertThat(new TransactionMetadata("", " ", "\t", "", "")).isEqualTo(TransactionMetadata.NONE);
    }

    @Test
    void aTextIsAsLongAsItMayBe() {
        String longest = "x".repeat(255);
        assertThat(TransactionMetadata.NONE.withUser(longest).user()).isEqualTo(longest);
        assertThatThrownBy(() -> TransactionMetadata.NONE.withUser(longest + "x"))
                .hasMessage("user has 256 characters, and 255 are allowed");
        assertThat(TransactionMetadata.NONE.withReason("x".repeat(1000)).reason()).hasSize(1000);
        assertThatThrownBy(() -> TransactionMetadata.NONE.withReason("x".repeat(1001)))
                .hasMessage("reason has 1001 characters, and 1000 are allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = { "a\nb", "a\u0000", "\u007F", "\u0085", "\uD83D", "\uDE00\uD83D" })
    void whatNoEventCanCarryIsRefused(String text) {
        assertThatThrownBy(() -> TransactionMetadata.NONE.withRequestId(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("requestId has a control character");
    }

    @Test
    void otherwiseItMayBeAnyText() {
        assertThat(TransactionMetadata.NONE.withReason("Zoë \uD83D\uDE80 日本").reason()).isEqualTo("Zoë \uD83D\uDE80 日本");
    }
}
