package io.quarkiverse.durable.it.capture.tenants;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.hibernate.orm.runtime.tenant.TenantResolver;

/** Whoever a test says is the tenant. */
@ApplicationScoped
@PersistenceUnitExtension("tenants")
public class Tenants implements TenantResolver {

    private volatile String current = "none";

    public void become(String tenant) {
        current = tenant;
    }

    @Override
    public String getDefaultTenantId() {
        return "none";
    }

    @Override
    public String resolveTenantId() {
        return current;
    }
}
