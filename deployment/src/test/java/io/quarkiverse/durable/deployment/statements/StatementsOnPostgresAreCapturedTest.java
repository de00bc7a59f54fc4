package io.quarkiverse.durable.deployment.statements;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkus.test.QuarkusUnitTest;

class StatementsOnPostgresAreCapturedTest extends StatementsAreCaptured {

    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final PostgresServer.Database DATABASE = SERVER.createDatabase("statements");

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive
                    .addClasses(StatementsAreCaptured.class, StatementsAreCaptured.Sql.class, Ware.class,
                            Vehicle.class, Truck.class, Shape.class, Shape.Circle.class, Published.class)
                    .addClasses(Seat.class.getDeclaredClasses())
                    .addClass(Seat.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "postgresql")
            .overrideConfigKey("quarkus.datasource.jdbc.url", DATABASE.url())
            .overrideConfigKey("quarkus.datasource.username", SERVER.user())
            .overrideConfigKey("quarkus.datasource.password", SERVER.password())
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/StatementsOnPostgresAreCapturedTest")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.hibernate-orm.schema-management.strategy", "drop-and-create");

    @Override
    String resetCounter() {
        return "create temporary sequence counter";
    }

    @Override
    String counter() {
        return "nextval('counter')";
    }
}
