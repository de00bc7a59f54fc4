package io.quarkiverse.durable.benchmark;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import io.quarkiverse.durable.servers.PostgresServer;

/**
 * A session that reads as of the moment of its beginning, as a long report does: nothing that has died since can be cleaned up.
 */
final class HeldSnapshot implements AutoCloseable {

    private final Connection connection;

    HeldSnapshot(PostgresServer.Database database) throws SQLException {
        connection = database.connect();
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT count(*) FROM pg_class");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
