package io.quarkiverse.durable.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresServerTest {

    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void syncsCommitsAndAllowsPreparedTransactions() {
        assertThat(PostgresProbe.show(server, "fsync")).isEqualTo("on");
        assertThat(PostgresProbe.show(server, "synchronous_commit")).isEqualTo("on");
        assertThat(PostgresProbe.show(server, "max_prepared_transactions")).isEqualTo("20");
        assertThat(PostgresProbe.show(server, "max_connections")).isEqualTo("200");
    }

    @Test
    void keepsCommittedRowsAndPortOverKillAndRestart() throws SQLException {
        PostgresServer.Database database = server.createDatabase("killed");
        Connection open = database.connect();
        execute(open, "create table t (id int)", "insert into t values (1)");
        open.setAutoCommit(false);
        execute(open, "insert into t values (2)");

        server.kill9();

        assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
        assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
        server.restart();
        assertThat(count(database)).isEqualTo(1);
        assertThat(PostgresProbe.show(server, "fsync")).isEqualTo("on");
    }

    @Test
    void keepsRowsOverAnOrderlyStopAndRestartsWhileItRuns() throws SQLException {
        PostgresServer.Database database = server.createDatabase("stopped");
        try (Connection connection = database.connect()) {
            execute(connection, "create table t (id int)", "insert into t values (1)");
        }
        server.stop();
        assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
        server.restart();
        server.restart();
        assertThat(count(database)).isEqualTo(1);
    }

    @Test
    void answersNothingWhileFrozenAndGoesOnWhenThawed() throws SQLException {
        PostgresServer.Database database = server.createDatabase("frozen");
        try (Connection connection = database.connect()) {
            execute(connection, "create table t (id int)", "insert into t values (1)");
            server.freeze();
            assertThat(connection.isValid(1)).isFalse();
            server.thaw();
        }
        assertThat(count(database)).isEqualTo(1);
    }

    @Test
    void aFrozenServerCanBeKilledAndRestarted() throws SQLException {
        PostgresServer.Database database = server.createDatabase("frozen_killed");
        try (Connection connection = database.connect()) {
            execute(connection, "create table t (id int)", "insert into t values (1)");
        }
        server.freeze();
        server.kill9();
        server.restart();
        assertThat(count(database)).isEqualTo(1);
    }

    @Test
    void theSharedServerIsStartedOnceAndRefusesToBeStopped() throws SQLException {
        PostgresServer shared = PostgresServer.shared();
        assertThat(PostgresServer.shared().url()).isEqualTo(shared.url()).isNotEqualTo(server.url());
        assertThatThrownBy(shared::kill9).isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("start()");
        PostgresServer.Database first = shared.createDatabase("Order-Test");
        PostgresServer.Database second = shared.createDatabase("Order-Test");
        assertThat(first.name()).startsWith("order_test_").isNotEqualTo(second.name());
        try (Connection connection = first.connect()) {
            assertThat(connection.getCatalog()).isEqualTo(first.name());
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static int count(PostgresServer.Database database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from t")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
