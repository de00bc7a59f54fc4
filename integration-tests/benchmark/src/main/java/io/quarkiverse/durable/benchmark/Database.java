package io.quarkiverse.durable.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import jakarta.inject.Singleton;

import io.agroal.api.AgroalDataSource;

/** What the measurement asks of PostgreSQL. */
@Singleton
class Database {

    private static final String SIZE = """
            SELECT coalesce(sum(pg_total_relation_size(oid)), 0), coalesce(sum(pg_stat_get_dead_tuples(oid)), 0)
            FROM pg_class WHERE relkind = 'r' AND relname LIKE ?
            """;

    private final AgroalDataSource source;

    Database(AgroalDataSource source) {
        this.source = source;
    }

    /** Each round begins with empty tables and just after a checkpoint. */
    void clear() throws SQLException {
        execute("TRUNCATE plainorder, durableorder, orderline, outbox, outboxevent");
        execute("CHECKPOINT");
    }

    /** Bytes of WAL since the server's beginning. */
    long walPosition() throws SQLException {
        return Long.parseLong(ask("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint::text"));
    }

    /**
     * Of the tables that a variant publishes from.
     *
     * @param bytes with indexes
     * @param deadRows as the statistics estimate
     */
    record Size(long bytes, long deadRows) {
    }

    Size size(Variant variant) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(SIZE)) {
            statement.setString(1, variant.tables());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return new Size(rows.getLong(1), rows.getLong(2));
            }
        }
    }

    /** Rows that were ever inserted into, and deleted from, the tables that a variant publishes from. */
    String insertsAndDeletes(Variant variant) throws SQLException {
        return ask("SELECT sum(n_tup_ins) || ' inserts, ' || sum(n_tup_del) || ' deletes' FROM pg_stat_user_tables"
                + " WHERE relname = '" + variant.tables() + "'");
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
