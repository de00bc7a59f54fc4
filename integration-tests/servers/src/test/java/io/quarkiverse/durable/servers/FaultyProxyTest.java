package io.quarkiverse.durable.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultyProxyTest {

    private static final int NAMED_STATEMENT_AFTER = 8;

    private FaultyProxy proxy;
    private PostgresServer.Database direct;
    private PostgresServer.Database database;

    @BeforeEach
    void connect() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        proxy = FaultyProxy.before(server);
        direct = server.createDatabase("proxy");
        database = proxy.through(direct);
        try (Connection connection = direct.connect()) {
            execute(connection, "create table t (id int)");
        }
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "extended", "simple", "extendedForPrepared", "extendedCacheEverything" })
    void aCommitWhoseAnswerIsLostIsCommitted(String queryMode) throws SQLException {
        try (Connection connection = connect(queryMode)) {
            insert(connection, 1);
            Trap trap = proxy.cutAfterCommitSent();
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            assertThat(trap.await()).isEqualTo(new Trap.Cut("COMMIT", "COMMIT"));
        }
        assertThat(rows()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "extended", "simple", "extendedForPrepared", "extendedCacheEverything" })
    void aCommitThatIsNotSentIsNotCommitted(String queryMode) throws SQLException {
        try (Connection connection = connect(queryMode)) {
            insert(connection, 1);
            Trap trap = proxy.cutBeforeCommit();
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            assertThat(trap.await()).isEqualTo(new Trap.Cut("COMMIT", ""));
        }
        assertThat(rows()).isZero();
    }

    @Test
    void aMutedConnectionIsHeardAndHearsNothing() throws SQLException {
        try (Connection connection = connect("extended")) {
            insert(connection, 1);
            proxy.mute();
            CompletableFuture<Void> commit = commitLater(connection);
            while (rows() == 0) {
                Thread.onSpinWait();
            }
            assertThat(commit).isNotDone();
            proxy.cut();
            assertThatThrownBy(() -> commit.get(30, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void aSilentConnectionIsNotHeardNotEvenAtItsEndAndOthersAre() throws Exception {
        try (Connection connection = connect("extended")) {
            insert(connection, 1);
            proxy.silence();
            CompletableFuture<Void> commit = commitLater(connection);
            try (Connection other = connect("extended")) {
                insert(other, 2);
                other.commit();
            }
            assertThat(commit).isNotDone();
            proxy.cut();
            assertThatThrownBy(() -> commit.get(30, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
        }
        assertThat(rows()).isEqualTo(1);
    }

    private static CompletableFuture<Void> commitLater(Connection connection) {
        return CompletableFuture.runAsync(() -> {
            try {
                connection.commit();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void aCommitThatHasBecomeANamedStatementIsRecognised() throws SQLException {
        try (Connection connection = connect("extended")) {
            for (int row = 1; row <= NAMED_STATEMENT_AFTER; row++) {
                insert(connection, row);
                connection.commit();
            }
            insert(connection, 0);
            Trap trap = proxy.cutAfterCommitSent();
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            assertThat(trap.await().answer()).isEqualTo("COMMIT");
        }
        assertThat(rows()).isEqualTo(NAMED_STATEMENT_AFTER + 1);
    }

    @Test
    void theLostAnswerOfAFailedTransactionIsItsRollback() throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url() + "?raiseExceptionOnSilentRollback=false",
                database.user(), database.password())) {
            connection.setAutoCommit(false);
            insert(connection, 1);
            assertThatThrownBy(() -> execute(connection, "select 1/0")).isInstanceOf(SQLException.class);
            Trap trap = proxy.cutAfterCommitSent();
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            assertThat(trap.await().answer()).isEqualTo("ROLLBACK");
        }
        assertThat(rows()).isZero();
    }

    @Test
    void onlyTheTransactionThatIsMeantIsCut() throws SQLException {
        try (Connection other = connect("extended"); Connection meant = connect("extended")) {
            Trap trap = proxy.cutAfterCommitSent("into t");
            execute(other, "select 1");
            other.commit();
            assertThat(trap.hasSprung()).isFalse();
            insert(meant, 1);
            assertThatThrownBy(meant::commit).isInstanceOf(SQLException.class);
            trap.await();
            insert(other, 2);
            other.commit();
        }
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void anyStatementCanBeCut() throws SQLException {
        try (Connection connection = connect("extended")) {
            Trap trap = proxy.cutBefore(sql -> sql.startsWith("insert"));
            assertThatThrownBy(() -> insert(connection, 1)).isInstanceOf(SQLException.class);
            assertThat(trap.await().statement()).startsWith("insert into t");
        }
        assertThat(rows()).isZero();
    }

    @Test
    void aDisarmedTrapDoesNothing() throws SQLException {
        try (Connection connection = connect("extended")) {
            Trap trap = proxy.cutAfterCommitSent();
            proxy.disarm();
            insert(connection, 1);
            connection.commit();
            assertThat(trap.hasSprung()).isFalse();
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void aBlackHoleHoldsTheAnswerUntilTrafficPassesAgain() throws Exception {
        try (Connection connection = connect("extended")) {
            insert(connection, 1);
            proxy.blackHole();
            assertThat(connection.isValid(1)).isFalse();
        }
        CompletableFuture<Connection> waiting = CompletableFuture.supplyAsync(this::reconnect);
        assertThat(waiting).isNotDone();
        proxy.pass();
        waiting.get(60, TimeUnit.SECONDS).close();
        assertThat(rows()).isZero();
    }

    @Test
    void aDelayedConnectionStillWorks() throws SQLException {
        proxy.delay(Duration.ofMillis(5));
        try (Connection connection = connect("extended")) {
            insert(connection, 1);
            connection.commit();
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void cutsPresentConnectionsAndRefusesNewOnesUntilToldToPass() throws SQLException {
        try (Connection connection = connect("extended")) {
            proxy.refuse();
            assertThatThrownBy(() -> insert(connection, 1)).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> connect("extended")).isInstanceOf(SQLException.class);
        }
        proxy.pass();
        try (Connection connection = connect("extended")) {
            insert(connection, 1);
            connection.commit();
        }
        assertThat(rows()).isEqualTo(1);
        assertThat(proxy.connections()).isLessThanOrEqualTo(1);
    }

    private Connection connect(String queryMode) throws SQLException {
        Connection connection = DriverManager.getConnection(database.url() + "?preferQueryMode=" + queryMode, database.user(),
                database.password());
        connection.setAutoCommit(false);
        return connection;
    }

    private Connection reconnect() {
        try {
            return connect("extended");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void insert(Connection connection, int id) throws SQLException {
        execute(connection, "insert into t values (" + id + ")");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int rows() throws SQLException {
        try (Connection connection = direct.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from t")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
