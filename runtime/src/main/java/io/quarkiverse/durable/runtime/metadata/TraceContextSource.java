package io.quarkiverse.durable.runtime.metadata;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.quarkiverse.durable.spi.TransactionMetadata;

/** The span in which the transaction commits. A bean only where there is tracing. */
@Singleton
public class TraceContextSource implements BuiltIn {

    private final boolean wanted;

    @Inject
    TraceContextSource(MetadataSettings settings) {
        this.wanted = settings.traceContext();
    }

    @Override
    public TransactionMetadata describe(TransactionMetadata known) {
        SpanContext span = wanted ? Span.current().getSpanContext() : SpanContext.getInvalid();
        return span.isValid() ? known.withTraceparent(traceparent(span)) : known;
    }

    /** Version 00 of W3C Trace Context. */
    static String traceparent(SpanContext span) {
        return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex();
    }
}
