package io.quarkiverse.durable.xa;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.servers.comparison.Ledger;

/** What one database says, asked without the application. */
record Books(Side side, PostgresServer.Database database) {

    void createSchema() {
        execute("create table " + side.entity() + " (id bigint primary key, balance bigint not null, marker varchar(80),"
                + " version bigint not null)");
        execute("create table committed_marker (marker varchar(80) primary key, events integer not null)");
    }

    Ledger ledger() {
        Map<String, Integer> markers = new TreeMap<>();
        rows("select marker, events from committed_marker")
                .forEach(row -> markers.put(row.get(0), Integer.valueOf(row.get(1))));
        Map<Long, Ledger.Account> accounts = new TreeMap<>();
        rows("select id, balance, version from " + side.entity()).forEach(row -> accounts.put(Long.valueOf(row.get(0)),
                new Ledger.Account(Long.parseLong(row.get(1)), Long.parseLong(row.get(2)))));
        return new Ledger(side.entity(), markers, accounts);
    }

    boolean knows(String marker) {
        return ledger().markers().containsKey(marker);
    }

    /** The names of the branches that are prepared. */
    List<String> prepared() {
        return rows("select gid from pg_prepared_xacts where database = current_database()").stream().map(row -> row.get(0))
                .toList();
    }

    /** What a person does with the one branch that is prepared: {@code commit} or {@code rollback}. */
    void end(String how) {
        List<String> branches = prepared();
        if (branches.size() != 1) {
            throw new AssertionError("Prepared in " + side + ": " + branches);
        }
        execute(how + " prepared '" + branches.get(0) + "'");
    }

    void execute(String sql) {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(side + ": " + sql, e);
        }
    }

    boolean isTrue(String sql) {
        return rows(sql).get(0).get(0).equals("t");
    }

    private List<List<String>> rows(String sql) {
        List<List<String>> rows = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(result.getString(column));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(side + ": " + sql, e);
        }
    }
}
