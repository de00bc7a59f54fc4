package io.quarkiverse.durable.runtime.metadata;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.runtime.observe.DurableMessages;
import io.quarkiverse.durable.spi.TransactionMetadata;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;

/** The id that the client or a proxy gave to the HTTP request. A bean only where there is HTTP. */
@Singleton
public class RequestIdSource implements BuiltIn {

    static final int LENGTH_MAX = 255;

    private final CurrentVertxRequest request;
    private final @Nullable String header;

    @Inject
    RequestIdSource(CurrentVertxRequest request, MetadataSettings settings) {
        this.request = request;
        this.header = settings.requestIdHeader();
    }

    @Override
    public TransactionMetadata describe(TransactionMetadata known) {
        return header == null || !Requests.isActive() ? known : known.withRequestId(id(header));
    }

    private @Nullable String id(String name) {
        RoutingContext current = request.getCurrent();
        String id = current == null ? null : current.request().getHeader(name);
        if (id == null || isId(id)) {
            return id;
        }
        DurableMessages.LOG.requestIdRefused(name, LENGTH_MAX);
        return null;
    }

    /** Who sends it may be anybody. */
    static boolean isId(String header) {
        return header.length() <= LENGTH_MAX && header.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
