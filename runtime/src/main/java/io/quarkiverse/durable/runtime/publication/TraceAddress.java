package io.quarkiverse.durable.runtime.publication;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.quarkiverse.durable.ChangeEvent;
import io.smallrye.reactive.messaging.TracingMetadata;

/** Has connectors and consumers go on with the trace of the transaction. A bean only where there is tracing. */
@Singleton
public class TraceAddress implements MessageAddress {

    private static final Pattern TRACEPARENT = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

    @Override
    public Object of(ChangeEvent event, String contentType) {
        return TracingMetadata.withCurrent(Context.root().with(Span.wrap(span(event.traceparent()))));
    }

    /** An invalid one where it is not as version 00 of W3C Trace Context has it. */
    static SpanContext span(@Nullable String traceparent) {
        Matcher parts = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
        return parts.matches()
                ? SpanContext.createFromRemoteParent(parts.group(1), parts.group(2), TraceFlags.fromHex(parts.group(3), 0),
                        TraceState.getDefault())
                : SpanContext.getInvalid();
    }
}
