package io.quarkiverse.durable.runtime.publication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.opentelemetry.api.trace.SpanContext;

class TraceAddressTest {

    @ParameterizedTest
    @ValueSource(strings = { "00", "01" })
    void theSpanIsThatOfTheTransaction(String flags) {
        SpanContext span = TraceAddress.span("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-" + flags);
        assertThat(span.isValid()).isTrue();
        assertThat(span.isRemote()).isTrue();
        assertThat(span.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(span.getSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(span.getTraceFlags().asHex()).isEqualTo(flags);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = { "", "00-1-2-01", "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-zz",
            "00-xbf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" })
    void whatIsNoTraceContextIsNone(String traceparent) {
        assertThat(TraceAddress.span(traceparent).isValid()).isFalse();
    }
}
