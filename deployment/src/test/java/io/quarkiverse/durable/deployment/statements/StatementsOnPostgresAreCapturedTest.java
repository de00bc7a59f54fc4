package io.quarkiverse.durable.deployment.statements;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkus.test.QuarkusUnitTest;
import io.vertx.core.json.JsonObject;

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

    @Test
    void aRowThatMeetsSeveralRowsOfAJoinedTableChangesOnce() {
        List<JsonObject> updated = published.by(() -> assertThat(entities.createNativeQuery(
                "update Ware w set amount = w.amount + 1 from Ware_tags t where t.Ware_id = w.id and w.amount > ?1")
                .setParameter(1, 0).executeUpdate()).isEqualTo(2));
        List<JsonObject> deleted = published.by(() -> assertThat(entities.createNativeQuery(
                "delete from Ware_tags t using Ware w, Ware other where t.Ware_id = w.id and other.id <> w.id").executeUpdate())
                .isEqualTo(3));

        assertThat(updated).extracting(event -> event.getString("subject")).containsExactlyInAnyOrder("a", "b");
        assertThat(updated).allMatch(event -> event.getJsonObject("data").getJsonArray("changed").getList()
                .equals(List.of("amount")));
        assertThat(deleted).extracting(event -> event.getString("subject")).containsExactlyInAnyOrder("a", "b");
        assertThat(deleted)
                .allMatch(event -> event.getJsonObject("data").getJsonObject("after").getJsonArray("tags").isEmpty());
    }

    @Override
    String resetCounter() {
        return "create temporary sequence counter";
    }

    @Override
    String counter() {
        return "nextval('counter')";
    }
}
