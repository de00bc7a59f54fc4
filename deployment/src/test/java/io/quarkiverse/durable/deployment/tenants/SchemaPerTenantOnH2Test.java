package io.quarkiverse.durable.deployment.tenants;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

class SchemaPerTenantOnH2Test extends SchemaPerTenant {

    private static final String URL = "jdbc:h2:mem:tenants;DB_CLOSE_DELAY=-1";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(SchemaPerTenant.class, SchemaPerTenant.Work.class, Bill.class,
                    Bills.class, Tenant.class))
            .setBeforeAllCustomizer(SchemaPerTenantOnH2Test::createTables)
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", URL)
            .overrideConfigKey("quarkus.datasource.username", "sa")
            .overrideConfigKey("quarkus.datasource.password", "sa")
            .overrideConfigKey("quarkus.hibernate-orm.multitenant", "SCHEMA")
            .overrideConfigKey("quarkus.durable.slot-table.name", "public.durable_slot")
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/SchemaPerTenantOnH2Test")
            .overrideConfigKey("quarkus.devservices.enabled", "false");

    private static void createTables() {
        try (Connection connection = DriverManager.getConnection(URL, "sa", "sa");
                Statement statement = connection.createStatement()) {
            for (String sql : TABLES) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
