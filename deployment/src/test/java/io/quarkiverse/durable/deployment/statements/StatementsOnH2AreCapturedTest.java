package io.quarkiverse.durable.deployment.statements;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

class StatementsOnH2AreCapturedTest extends StatementsAreCaptured {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive
                    .addClasses(StatementsAreCaptured.class, StatementsAreCaptured.Sql.class, Ware.class,
                            Vehicle.class, Truck.class, Shape.class, Shape.Circle.class, Published.class)
                    .addClasses(Seat.class.getDeclaredClasses())
                    .addClass(Seat.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:statements")
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/StatementsOnH2AreCapturedTest")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.hibernate-orm.schema-management.strategy", "drop-and-create");

    @Override
    String resetCounter() {
        return "set @counter = 0";
    }

    @Override
    String counter() {
        return "set(@counter, @counter + 1)";
    }
}
