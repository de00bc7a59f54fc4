package io.quarkiverse.durable.runtime.metadata;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.RoutingContext;

/** That of HTTP requests, with {@code quarkus.http.auth.proactive=false}. A bean only where there are HTTP and security. */
@Singleton
public class HttpAuthentication implements Authentication {

    private final CurrentVertxRequest request;

    @Inject
    HttpAuthentication(CurrentVertxRequest request) {
        this.request = request;
    }

    @Override
    public boolean isPending() {
        RoutingContext current = request.getCurrent();
        return current != null && current.user() == null && current.get(QuarkusHttpUser.DEFERRED_IDENTITY_KEY) != null;
    }
}
