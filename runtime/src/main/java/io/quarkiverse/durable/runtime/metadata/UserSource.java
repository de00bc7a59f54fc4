package io.quarkiverse.durable.runtime.metadata;

import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.spi.TransactionMetadata;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;

/**
 * The user, unless anonymous, as far as known: nobody is authenticated during a commit, which could take long, use the
 * database, or answer the request. A bean only where there is security.
 */
@Singleton
public class UserSource implements BuiltIn {

    private final CurrentIdentityAssociation current;
    private final Instance<Authentication> authentication;
    private final boolean wanted;

    @Inject
    UserSource(CurrentIdentityAssociation current, Instance<Authentication> authentication, MetadataSettings settings) {
        this.current = current;
        this.authentication = authentication;
        this.wanted = settings.user();
    }

    @Override
    public TransactionMetadata describe(TransactionMetadata known) {
        SecurityIdentity identity = wanted && Requests.isActive() && !isPending() ? identity() : null;
        return identity == null || identity.isAnonymous() ? known : known.withUser(identity.getPrincipal().getName());
    }

    private boolean isPending() {
        return authentication.isResolvable() && authentication.get().isPending();
    }

    private @Nullable SecurityIdentity identity() {
        CompletableFuture<SecurityIdentity> identity = current.getDeferredIdentity().subscribeAsCompletionStage();
        return identity.getNow(null);
    }
}
