package io.quarkiverse.durable.deployment.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.QuarkusUnitTest;
import io.vertx.core.json.JsonObject;

class EnumTypeOfTheDatabaseTest {

    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final PostgresServer.Database DATABASE = SERVER.createDatabase("enums");

    public enum Mood {
        GOOD,
        BAD
    }

    @Durable(channel = "moods")
    @Entity(name = "Person")
    public static class Person {
        @Id
        String id;
        @JdbcTypeCode(SqlTypes.NAMED_ENUM)
        Mood mood;
        @ElementCollection
        @JdbcTypeCode(SqlTypes.NAMED_ENUM)
        List<Mood> earlier = new ArrayList<>();
    }

    @ApplicationScoped
    static class Moods {

        private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();

        @Incoming("moods")
        void mood(String event) {
            events.add(new JsonObject(event));
        }

        JsonObject next() throws InterruptedException {
            return events.poll(30, TimeUnit.SECONDS);
        }
    }

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Person.class, Mood.class, Moods.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "postgresql")
            .overrideConfigKey("quarkus.datasource.jdbc.url", DATABASE.url())
            .overrideConfigKey("quarkus.datasource.username", SERVER.user())
            .overrideConfigKey("quarkus.datasource.password", SERVER.password())
            .overrideConfigKey("quarkus.hibernate-orm.schema-management.strategy", "drop-and-create")
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/EnumTypeOfTheDatabaseTest")
            .overrideConfigKey("quarkus.devservices.enabled", "false");

    @Inject
    EntityManager entities;
    @Inject
    Moods moods;

    @Test
    void itsValuesHaveTheirNames() throws Exception {
        QuarkusTransaction.requiringNew().run(() -> {
            Person person = new Person();
            person.id = "ada";
            person.mood = Mood.GOOD;
            person.earlier.add(Mood.BAD);
            entities.persist(person);
        });
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createQuery("update Person set mood = BAD where mood = GOOD").executeUpdate());
        QuarkusTransaction.requiringNew().run(() -> entities.remove(entities.find(Person.class, "ada")));

        JsonObject inserted = next("insert").getJsonObject("after");
        assertThat(inserted.getString("mood")).isEqualTo("GOOD");
        assertThat(inserted.getJsonArray("earlier")).containsExactly("BAD");
        JsonObject updated = next("update");
        assertThat(updated.getJsonObject("before").getString("mood")).isEqualTo("GOOD");
        assertThat(updated.getJsonObject("after").getString("mood")).isEqualTo("BAD");
        assertThat(next("delete").getJsonObject("before").getString("mood")).isEqualTo("BAD");
    }

    private JsonObject next(String operation) throws InterruptedException {
        JsonObject event = moods.next();
        assertThat(event).as("event of the %s", operation).isNotNull();
        assertThat(event.getString("operation")).isEqualTo(operation);
        return event.getJsonObject("data");
    }
}
