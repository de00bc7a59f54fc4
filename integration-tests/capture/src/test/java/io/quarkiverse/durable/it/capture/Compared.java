package io.quarkiverse.durable.it.capture;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.it.capture.model.Marker;
import io.quarkiverse.durable.it.capture.oracle.Replica;

/** Compares the application's tables with a copy made of its messages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Compared {

    @Inject
    App app;
    @Inject
    Events events;
    @Inject
    DurableLog log;
    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;
    @ConfigProperty(name = "quarkus.datasource.username")
    String user;
    @ConfigProperty(name = "quarkus.datasource.password")
    String password;
    @ConfigProperty(name = "quarkus.datasource.db-kind")
    String database;

    Replica replica;

    @BeforeAll
    void connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url, user, password);
        replica = new Replica(Mappings.units(), connection);
    }

    @AfterAll
    void disconnect() throws SQLException {
        replica.close();
    }

    /** Leaves out the messages of all transactions so far. */
    void skip() throws InterruptedException {
        List<String> unused = published();
    }

    /** The messages of all transactions so far. */
    void consume() throws InterruptedException {
        replica.apply(published());
    }

    private List<String> published() throws InterruptedException {
        UUID marker = UUID.randomUUID();
        app.transaction(each -> each.entities().persist(new Marker(marker)));
        List<String> messages = events.upTo("\"" + marker + "\"");
        messages.addAll(events.rest(() -> log.status().sinks().stream()
                .allMatch(sink -> sink.lag() == 0 && sink.inFlight() == 0)));
        return messages;
    }
}
