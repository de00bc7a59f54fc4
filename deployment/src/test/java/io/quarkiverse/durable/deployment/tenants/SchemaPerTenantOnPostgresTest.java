package io.quarkiverse.durable.deployment.tenants;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkus.test.QuarkusUnitTest;

class SchemaPerTenantOnPostgresTest extends SchemaPerTenant {

    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final PostgresServer.Database DATABASE = SERVER.createDatabase("tenants");

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(SchemaPerTenant.class, SchemaPerTenant.Work.class, Bill.class,
                    Bills.class, Tenant.class))
            .setBeforeAllCustomizer(SchemaPerTenantOnPostgresTest::createTables)
            .overrideConfigKey("quarkus.datasource.db-kind", "postgresql")
            .overrideConfigKey("quarkus.datasource.jdbc.url", DATABASE.url())
            .overrideConfigKey("quarkus.datasource.username", SERVER.user())
            .overrideConfigKey("quarkus.datasource.password", SERVER.password())
            .overrideConfigKey("quarkus.hibernate-orm.multitenant", "SCHEMA")
            .overrideConfigKey("quarkus.durable.slot-table.name", "public.durable_slot")
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/SchemaPerTenantOnPostgresTest")
            .overrideConfigKey("quarkus.devservices.enabled", "false");

    private static void createTables() {
        try (Connection connection = DriverManager.getConnection(DATABASE.url(), SERVER.user(), SERVER.password());
                Statement statement = connection.createStatement()) {
            for (String sql : TABLES) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
