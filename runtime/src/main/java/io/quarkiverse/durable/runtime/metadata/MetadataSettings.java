package io.quarkiverse.durable.runtime.metadata;

import org.jspecify.annotations.Nullable;

/**
 * Which of the extension's sources are wanted.
 *
 * @param requestIdHeader header of a request that has its id; null if that is not wanted
 */
public record MetadataSettings(boolean user, @Nullable String requestIdHeader, boolean traceContext) {
}
