package io.quarkiverse.durable.deployment.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.hibernate.orm.runtime.tenant.TenantConnectionResolver;
import io.quarkus.test.QuarkusUnitTest;

class AResolverOfTheApplicationIsRefusedTest {

    @ApplicationScoped
    @PersistenceUnitExtension
    static class Own implements TenantConnectionResolver {

        @Override
        public ConnectionProvider resolve(String tenant) {
            throw new UnsupportedOperationException(tenant);
        }
    }

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Own.class, Bill.class, Bills.class, Tenant.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:resolver")
            .overrideConfigKey("quarkus.hibernate-orm.multitenant", "SCHEMA")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .assertException(error -> assertThat(error).hasMessageContaining("DURABLE-0515")
                    .hasMessageContaining(Own.class.getName()).hasMessageContaining("Remove it"));

    @Test
    void theBuildFailsWithASentence() {
        fail("the application was built");
    }
}
