package io.quarkiverse.durable.deployment.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

class ASlotTableWithoutASchemaIsRefusedTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Bill.class, Bills.class, Tenant.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:slots")
            .overrideConfigKey("quarkus.hibernate-orm.multitenant", "SCHEMA")
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/ASlotTableWithoutASchemaIsRefusedTest")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .assertException(error -> assertThat(error).hasStackTraceContaining("DURABLE-0208")
                    .hasStackTraceContaining("public.durable_slot"));

    @Test
    void theStartFailsWithASentence() {
        fail("the application started");
    }
}
