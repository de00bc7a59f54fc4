package io.quarkiverse.durable.it.capture;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.durable.it.capture.model.Marker;
import io.quarkiverse.durable.it.capture.oracle.Replica;

/**
 * Everything that an application can do to its entities, the same on every database. After each transaction the tables that an
 * independent consumer filled from the messages are compared with the application's own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Matrix {

    @Inject
    App app;
    @Inject
    Events events;
    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;
    @ConfigProperty(name = "quarkus.datasource.username")
    String user;
    @ConfigProperty(name = "quarkus.datasource.password")
    String password;
    @ConfigProperty(name = "quarkus.datasource.db-kind")
    String database;

    private Replica replica;

    @BeforeAll
    void connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url, user, password);
        replica = new Replica(Mappings.units(), connection);
    }

    @AfterAll
    void disconnect() throws SQLException {
        replica.close();
    }

    static Stream<Row> rows() {
        return Stream.of(new IdRows(), new BasicRows(), new GeneratedRows()).map(Rows::all).flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void theCopyIsLikeTheDatabase(Row row) throws Exception {
        String reason = NotYet.reason(row, database);
        try {
            run(row);
        } catch (AssertionError | Exception e) {
            if (reason != null) {
                return;
            }
            throw e;
        } finally {
            app.forget();
            replica.empty(row.theme());
        }
        if (reason != null) {
            throw new AssertionError(row + " works now on " + database + ": take it out of NotYet (" + reason + ")");
        }
    }

    private void run(Row row) throws Exception {
        boolean refused = false;
        for (Row.Step step : row.steps()) {
            refused = !completes(step, row);
            consume();
            replica.compare(row.theme());
            if (refused) {
                return;
            }
        }
    }

    private boolean completes(Row.Step step, Row row) throws Exception {
        try {
            if (step.transactional()) {
                app.transaction(step.work());
            } else {
                step.work().run(app);
            }
            return true;
        } catch (Exception e) {
            if (row.mayRefuse() && isRefusal(e)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean isRefusal(Throwable e) {
        return e != null && (String.valueOf(e.getMessage()).contains("DURABLE-") || isRefusal(e.getCause()));
    }

    /** The messages of all transactions so far. */
    private void consume() throws InterruptedException {
        UUID marker = UUID.randomUUID();
        app.transaction(each -> each.entities().persist(new Marker(marker)));
        replica.apply(events.upTo("\"" + marker + "\""));
        while (!replica.isComplete()) {
            replica.apply(List.of(events.next()));
        }
    }
}
