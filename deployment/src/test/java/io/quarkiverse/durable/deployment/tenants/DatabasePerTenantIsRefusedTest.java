package io.quarkiverse.durable.deployment.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

class DatabasePerTenantIsRefusedTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Bill.class, Bills.class, Tenant.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:databases")
            .overrideConfigKey("quarkus.hibernate-orm.datasource", "<default>")
            .overrideConfigKey("quarkus.hibernate-orm.multitenant", "DATABASE")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .assertException(error -> assertThat(error).hasMessageContaining("DURABLE-0514")
                    .hasMessageContaining("<default>").hasMessageContaining("Bill").hasMessageContaining("SCHEMA"));

    @Test
    void theBuildFailsWithASentence() {
        fail("the application was built");
    }
}
