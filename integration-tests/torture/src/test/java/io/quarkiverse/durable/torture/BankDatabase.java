package io.quarkiverse.durable.torture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.torture.oracle.RowState;

/** What the database says, asked past the application, the extension and the proxies. */
record BankDatabase(PostgresServer.Database database) {

    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE account (id BIGINT PRIMARY KEY, life BIGINT NOT NULL, balance BIGINT NOT NULL,"
                    + " marker VARCHAR(80) NOT NULL, note VARCHAR(4000) NOT NULL, version BIGINT NOT NULL)",
            "CREATE TABLE account_life (id BIGINT PRIMARY KEY, life BIGINT NOT NULL)",
            "CREATE TABLE committed_marker (marker VARCHAR(80) PRIMARY KEY, events INTEGER NOT NULL)");

    void createSchema() {
        for (String sql : SCHEMA) {
            execute(sql);
        }
    }

    /** Of committed transactions, with the number of their events. */
    Map<String, Integer> markers() {
        return query("SELECT marker, events FROM committed_marker", (row, into) -> into.put(row.getString(1), row.getInt(2)));
    }

    /** Forgets the markers of what was judged. Nobody may write meanwhile. */
    void clearMarkers() {
        execute("TRUNCATE committed_marker");
    }

    Map<Long, RowState> rows() {
        return query("SELECT id, life, version, balance, marker, note FROM account",
                (row, into) -> into.put(row.getLong(1), new RowState(row.getLong(2), row.getLong(3), row.getLong(4),
                        row.getString(5), row.getString(6).hashCode())));
    }

    private interface Reading<K, V> {
        void read(ResultSet row, Map<K, V> into) throws SQLException;
    }

    private <K, V> Map<K, V> query(String sql, Reading<K, V> reading) {
        Map<K, V> result = new HashMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                reading.read(rows, result);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " failed: " + e.getMessage(), e);
        }
        return result;
    }

    private void execute(String sql) {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " failed: " + e.getMessage(), e);
        }
    }
}
