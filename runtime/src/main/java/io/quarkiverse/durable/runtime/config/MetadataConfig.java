package io.quarkiverse.durable.runtime.config;

import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/**
 * What events say about the transaction that they are of. It stands in the log and goes to all consumers.
 */
@ConfigGroup
public interface MetadataConfig {

    /**
     * Whether events name the user, as the current `SecurityIdentity` does.
     */
    @WithDefault("true")
    boolean user();

    /**
     * Whether events carry the id of the HTTP request.
     */
    @WithDefault("true")
    boolean requestId();

    /**
     * Header of the HTTP request that has its id.
     */
    @WithDefault("X-Request-ID")
    String requestIdHeader();

    /**
     * Whether events carry the trace context of the current OpenTelemetry span.
     */
    @WithDefault("true")
    boolean traceContext();
}
