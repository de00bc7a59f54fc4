package io.quarkiverse.durable.deployment.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.QuarkusUnitTest;
import io.vertx.core.json.JsonObject;

class UserWithFewRightsTest {

    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final PostgresServer.Database DATABASE = SERVER.createDatabase("rights");
    private static final String USER = DATABASE.name() + "_user";
    private static final List<String> SCHEMA = List.of(
            "create table Letter (id varchar(100) primary key, postage numeric(10, 2), sent timestamp(0))",
            "create table Safe (id varchar(100) primary key, label varchar(100), code numeric(10, 1))",
            "create role " + USER + " login password 'few'",
            "grant usage, create on schema public to " + USER,
            "grant insert on Letter to " + USER,
            "grant insert, update, delete, select (id, label) on Safe to " + USER);

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Letter.class, Safe.class, Received.class))
            .setBeforeAllCustomizer(() -> SCHEMA.forEach(UserWithFewRightsTest::execute))
            .overrideConfigKey("quarkus.datasource.db-kind", "postgresql")
            .overrideConfigKey("quarkus.datasource.jdbc.url", DATABASE.url())
            .overrideConfigKey("quarkus.datasource.username", USER)
            .overrideConfigKey("quarkus.datasource.password", "few")
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/UserWithFewRightsTest")
            .overrideConfigKey("quarkus.devservices.enabled", "false");

    @Inject
    EntityManager entities;
    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;
    @Inject
    Received received;

    @Test
    void whatMayOnlyBeInsertedIsPublishedAsTheDatabaseRoundedIt() throws Exception {
        QuarkusTransaction.requiringNew().run(() -> entities.persist(new Letter("letter", "0.855", "2026-01-02T03:04:05.6")));

        JsonObject after = received.after("letter");
        assertThat(after.getString("sent")).isEqualTo("2026-01-02T03:04:06");
        assertThat(String.valueOf(after.getValue("postage"))).isEqualTo("0.86");
        assertThat(asked("select postage || ' ' || sent from Letter where id = 'letter'"))
                .isEqualTo("0.86 2026-01-02 03:04:06");
    }

    @Test
    void aColumnThatMayNotBeReadIsPublishedAsTheDatabaseRoundedIt() throws Exception {
        QuarkusTransaction.requiringNew().run(() -> entities.persist(new Safe("safe", "12.35")));

        assertThat(String.valueOf(received.after("safe").getValue("code")))
                .isEqualTo(asked("select code from Safe where id = 'safe'")).isEqualTo("12.4");
    }

    @Test
    void aStatementWhoseRowsMayNotBeReadFailsWithItsTransaction() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> entities
                .createNativeQuery("insert into Letter (id, postage) values ('statement', 1)").executeUpdate()))
                .rootCause().hasMessageContaining("permission denied");
        QuarkusTransaction.requiringNew().run(() -> entities.persist(new Safe("2", "1")));
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> entities
                .createQuery("update Safe set label = 'changed'").executeUpdate()))
                .rootCause().hasMessageContaining("permission denied");

        assertThat(asked("select count(*) from Letter where id = 'statement'")).isEqualTo("0");
        assertThat(asked("select count(*) from Safe where label = 'changed'")).isEqualTo("0");
    }

    private static void execute(String sql) {
        try (Connection connection = DATABASE.connect(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** By one who may do all; in the application this class is loaded once more, and has another database. */
    private String asked(String sql) {
        try (Connection connection = DriverManager.getConnection(url, SERVER.user(), SERVER.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }
}
