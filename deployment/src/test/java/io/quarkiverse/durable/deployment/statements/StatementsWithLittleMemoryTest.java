package io.quarkiverse.durable.deployment.statements;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What a statement changes does not fit into memory: keys and images go through the file. */
class StatementsWithLittleMemoryTest {

    private static final int ROWS = 1_200;

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Ware.class, Published.class)
                    .addClasses(Seat.class.getDeclaredClasses()).addClass(Seat.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:little")
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/StatementsWithLittleMemoryTest")
            .overrideConfigKey("quarkus.durable.capture.buffer-size", "1K")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.hibernate-orm.schema-management.strategy", "drop-and-create");

    @Inject
    EntityManager entities;
    @Inject
    Published published;

    @Test
    void eachEntityAndEachCollectionChangesOnce() {
        published.by(() -> {
            for (int i = 0; i < ROWS; i++) {
                entities.persist(new Ware("w" + i, "ware " + i, i, "red", "tag " + i));
            }
        });

        Map<String, JsonObject> updated = bySubject(published.by(() -> assertThat(
                entities.createQuery("update Ware set amount = amount * 2 where id like 'w%'").executeUpdate())
                .isEqualTo(ROWS)));
        assertThat(updated).as("one row is as it was").hasSize(ROWS - 1);
        updated.forEach((id, data) -> {
            int amount = Integer.parseInt(id.substring(1));
            assertThat(data.getJsonArray("changed")).isEqualTo(new JsonArray(List.of("amount")));
            assertThat(data.getJsonObject("before").getInteger("amount")).isEqualTo(amount);
            assertThat(data.getJsonObject("after").getInteger("amount")).isEqualTo(2 * amount);
            assertThat(data.getJsonObject("after").getString("name")).isEqualTo("ware " + amount);
        });

        // the rows of one owner are far apart, so that its key is in several runs
        Map<String, JsonObject> dropped = bySubject(published.by(() -> assertThat(
                entities.createNativeQuery("update Ware_tags set tags = upper(tags)").executeUpdate()).isEqualTo(2 * ROWS)));
        assertThat(dropped).hasSize(ROWS);
        dropped.forEach((id, data) -> {
            assertThat(data.getJsonObject("before").getJsonArray("tags").getList()).containsExactlyInAnyOrder("red",
                    "tag " + id.substring(1));
            assertThat(data.getJsonObject("after").getJsonArray("tags").getList()).containsExactlyInAnyOrder("RED",
                    "TAG " + id.substring(1));
        });

        Map<String, List<JsonObject>> deleted = published
                .by(() -> entities.createQuery("delete from Ware where id like 'w%'").executeUpdate())
                .stream().filter(event -> event.getString("operation").equals("delete"))
                .collect(Collectors.groupingBy(event -> event.getString("subject")));
        assertThat(deleted).hasSize(ROWS).allSatisfy((id, events) -> {
            assertThat(events).hasSize(1);
            assertThat(events.get(0).getJsonObject("data").getJsonObject("before").getInteger("amount"))
                    .isEqualTo(2 * Integer.parseInt(id.substring(1)));
        });
    }

    @Test
    void compositeIdsComeBack() {
        UUID home = UUID.randomUUID();
        published.by(() -> {
            for (int i = 0; i < ROWS; i++) {
                entities.persist(new Seat.Reserved(new Seat.Place("row, " + i % 7, i), "guest"));
                entities.persist(new Seat.Game(home, i, "0:0"));
            }
        });
        assertThat(bySubject(published.by(() -> entities.createQuery("update Reserved r set r.guest = 'x'").executeUpdate())))
                .hasSize(ROWS);
        assertThat(bySubject(published.by(() -> entities.createNativeQuery("delete from Game").executeUpdate()))).hasSize(ROWS);
    }

    private static Map<String, JsonObject> bySubject(List<JsonObject> events) {
        return events.stream().collect(Collectors.toMap(event -> event.getString("subject"),
                (Function<JsonObject, JsonObject>) event -> event.getJsonObject("data")));
    }
}
