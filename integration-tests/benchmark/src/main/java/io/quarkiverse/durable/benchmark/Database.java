package io.quarkiverse.durable.benchmark;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import jakarta.inject.Singleton;

import io.agroal.api.AgroalDataSource;

/** What the measurement asks of PostgreSQL. */
@Singleton
class Database {

    private final AgroalDataSource source;

    Database(AgroalDataSource source) {
        this.source = source;
    }

    /** Each round begins with empty tables and just after a checkpoint. */
    void clear() throws SQLException {
        execute("TRUNCATE plainorder, durableorder, orderline, outbox");
        execute("CHECKPOINT");
    }

    /** Bytes of WAL since the server's beginning. */
    long walPosition() throws SQLException {
        return Long.parseLong(ask("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint::text"));
    }

    String setting(String name) throws SQLException {
        return ask("SHOW " + name);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = source.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String ask(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
