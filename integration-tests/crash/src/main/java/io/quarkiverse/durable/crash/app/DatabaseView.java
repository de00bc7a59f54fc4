package io.quarkiverse.durable.crash.app;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import javax.sql.DataSource;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What the database says, asked without Hibernate and without the extension. */
@Singleton
public class DatabaseView {

    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE IF NOT EXISTS account (id BIGINT PRIMARY KEY, balance BIGINT NOT NULL, marker VARCHAR(80),"
                    + " version BIGINT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS transfer (id VARCHAR(80) PRIMARY KEY, amount BIGINT NOT NULL, memo VARCHAR(20000))",
            "CREATE TABLE IF NOT EXISTS item (id BIGINT PRIMARY KEY, name VARCHAR(80), amount INTEGER NOT NULL)",
            "CREATE TABLE IF NOT EXISTS plain_item (id BIGINT PRIMARY KEY, name VARCHAR(80), amount INTEGER NOT NULL)",
            "CREATE TABLE IF NOT EXISTS committed_marker (marker VARCHAR(80) PRIMARY KEY, events INTEGER NOT NULL)");

    private final DataSource connections;

    @Inject
    DatabaseView(DataSource connections) {
        this.connections = connections;
    }

    void createSchema() throws SQLException {
        try (Connection connection = connections.getConnection(); Statement statement = connection.createStatement()) {
            for (String sql : SCHEMA) {
                statement.execute(sql);
            }
        }
    }

    /** A line for each marker, with the number of its events. */
    String markers() throws SQLException {
        return lines("SELECT marker, events FROM committed_marker");
    }

    /** A line for each account: id, balance, version. */
    String accounts() throws SQLException {
        return lines("SELECT id, balance, version FROM account");
    }

    /** A line for the id of each transfer. */
    String transfers() throws SQLException {
        return lines("SELECT id FROM transfer");
    }

    /** How many items there are. */
    String items() throws SQLException {
        return lines("SELECT count(*) FROM item").strip();
    }

    /** A line for each commit slot: log, slot, last transaction, epoch, token. */
    String slots() throws SQLException {
        return lines("SELECT log_id, slot, last_tx, epoch, token FROM durable_slot ORDER BY log_id, slot");
    }

    private String lines(String sql) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int column = 1; column <= columns; column++) {
                    text.append(rows.getString(column)).append(column == columns ? '\n' : ' ');
                }
            }
        }
        return text.toString();
    }
}
