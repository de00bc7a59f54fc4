package io.quarkiverse.durable.it.metadata;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.hibernate.orm.runtime.tenant.TenantResolver;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;

/** The tenant is in a header. */
@PersistenceUnitExtension
@RequestScoped
public class Tenants implements TenantResolver {

    static final String HEADER = "X-Tenant";

    @Inject
    CurrentVertxRequest request;

    @Override
    public String getDefaultTenantId() {
        return "none";
    }

    @Override
    public String resolveTenantId() {
        String tenant = request.getCurrent() == null ? null : request.getCurrent().request().getHeader(HEADER);
        return tenant == null ? getDefaultTenantId() : tenant;
    }
}
