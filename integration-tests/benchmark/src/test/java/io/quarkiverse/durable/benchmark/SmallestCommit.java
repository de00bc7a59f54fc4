package io.quarkiverse.durable.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

import io.quarkiverse.durable.servers.PostgresServer;

/** What one session can get from PostgreSQL: transactions that write one small WAL record, touch no table, and are synced. */
final class SmallestCommit {

    private static final String SQL = "SELECT pg_logical_emit_message(true, 'benchmark', 'x')";

    private SmallestCommit() {
    }

    static double perSecond(PostgresServer server, Duration length) throws SQLException {
        try (Connection connection = server.connect(); PreparedStatement commit = connection.prepareStatement(SQL)) {
            long start = System.nanoTime();
            long commits = 0;
            while (System.nanoTime() - start < length.toNanos()) {
                commit.executeQuery().close();
                commits++;
            }
            return commits * 1e9 / (System.nanoTime() - start);
        }
    }
}
