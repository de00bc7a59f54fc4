package io.quarkiverse.durable.deployment.tenants;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.hibernate.orm.runtime.tenant.TenantResolver;

/** Whoever a test says. */
@ApplicationScoped
@PersistenceUnitExtension
public class Tenant implements TenantResolver {

    private volatile String current = "blue";

    void become(String tenant) {
        current = tenant;
    }

    @Override
    public String getDefaultTenantId() {
        return "blue";
    }

    @Override
    public String resolveTenantId() {
        return current;
    }
}
