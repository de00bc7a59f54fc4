package io.quarkiverse.durable.it.capture.oracle;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables of the application, and an empty copy of each in another schema. */
final class Tables {

    static final String TARGET = "target";

    /**
     * What of a table is not compared.
     *
     * @param number a column that may have other values, or null
     * @param deleted a column that says whether a row is deleted, or null
     */
    record Part(String number, String deleted) {

        String condition() {
            return deleted == null ? "" : " where not " + deleted;
        }

        boolean has(String column) {
            return !column.equalsIgnoreCase(number);
        }
    }

    private static final Part ALL = new Part(null, null);

    private final Connection connection;
    private final Map<String, Part> parts;
    private final boolean postgres;

    Tables(Connection connection, Map<String, Part> parts) throws SQLException {
        this.connection = connection;
        this.parts = parts;
        this.postgres = connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
    }

    String source() {
        return "public";
    }

    /** No constraints and nothing generated: only what the consumer writes. */
    void create(Set<String> tables) {
        execute("drop schema if exists " + TARGET + " cascade");
        execute("create schema " + TARGET);
        tables.forEach(table -> execute("create table " + TARGET + "." + table + " as select * from " + source() + "." + table
                + " with no data"));
        commit();
    }

    void empty(Set<String> tables) {
        if (postgres) {
            List<String> both = new ArrayList<>();
            tables.forEach(table -> {
                both.add(source() + "." + table);
                both.add(TARGET + "." + table);
            });
            execute("truncate " + String.join(", ", both) + " cascade");
        } else {
            execute("set referential_integrity false");
            tables.forEach(table -> {
                execute("truncate table " + source() + "." + table);
                execute("truncate table " + TARGET + "." + table);
            });
            execute("set referential_integrity true");
        }
        commit();
    }

    /** What is in one of the two and not in the other. */
    List<String> differences(Set<String> tables) {
        List<String> result = new ArrayList<>();
        for (String table : tables) {
            Part part = parts.getOrDefault(table, ALL);
            List<String> here = rows(source() + "." + table, part);
            List<String> there = rows(TARGET + "." + table, part);
            List<String> missing = new ArrayList<>(here);
            there.forEach(missing::remove);
            here.forEach(there::remove);
            missing.forEach(row -> result.add(table + ": the events lack     " + row));
            there.forEach(row -> result.add(table + ": the database lacks   " + row));
        }
        return result;
    }

    private List<String> rows(String table, Part part) {
        try (Statement query = connection.createStatement();
                ResultSet rows = query.executeQuery("select " + columns(table) + " from " + table + part.condition())) {
            List<String> result = new ArrayList<>();
            ResultSetMetaData columns = rows.getMetaData();
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    if (part.has(columns.getColumnLabel(i))) {
                        row.append(row.isEmpty() ? "" : ", ")
                                .append(columns.getColumnLabel(i).toLowerCase(java.util.Locale.ROOT))
                                .append('=').append(text(rows, columns, i));
                    }
                }
                result.add(row.toString());
            }
            return result;
        } catch (SQLException e) {
            throw new AssertionError(table + ": " + e.getMessage(), e);
        }
    }

    /** Large objects of PostgreSQL are numbers in the table. */
    private String columns(String table) throws SQLException {
        if (!postgres) {
            return "*";
        }
        try (Statement query = connection.createStatement();
                ResultSet none = query.executeQuery("select * from " + table + " where 1 = 0")) {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
                String name = none.getMetaData().getColumnLabel(i);
                boolean large = none.getMetaData().getColumnTypeName(i).equals("oid");
                columns.add(large ? "lo_get(" + name + ") as " + name : name);
            }
            return String.join(", ", columns);
        }
    }

    private static String text(ResultSet rows, ResultSetMetaData columns, int column) throws SQLException {
        switch (columns.getColumnType(column)) {
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB:
                byte[] bytes = rows.getBytes(column);
                return bytes == null ? "null" : HexFormat.of().formatHex(bytes);
            default:
                String text = rows.getString(column);
                boolean json = text != null
                        && columns.getColumnTypeName(column).toLowerCase(java.util.Locale.ROOT).startsWith("json");
                return json ? Json.canonical(Json.parse(text)) : String.valueOf(text);
        }
    }

    /** The value of an SQL expression in one row. */
    String value(String expression, String table, String condition) {
        String sql = "select " + expression + " from " + source() + "." + table + " where " + condition;
        try (Statement query = connection.createStatement(); ResultSet row = query.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        } catch (SQLException e) {
            throw new AssertionError(sql + ": " + e.getMessage(), e);
        }
    }

    void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql + ": " + e.getMessage(), e);
        }
    }

    void commit() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new AssertionError("commit: " + e.getMessage(), e);
        }
    }

    void rollback() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new AssertionError("rollback: " + e.getMessage(), e);
        }
    }
}
