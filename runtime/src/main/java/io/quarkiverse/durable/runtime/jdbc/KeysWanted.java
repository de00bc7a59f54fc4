package io.quarkiverse.durable.runtime.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.quarkiverse.durable.DurableException;

/**
 * The columns of inserted rows that a statement is to return: those of the caller, and the keys.
 *
 * @param columns for the driver
 * @param byCaller whether the caller wants some as well
 * @param all whether the caller leaves it to the driver which
 */
record KeysWanted(String[] columns, boolean byCaller, boolean all) {

    /** @param arguments of the call, the statement first */
    static KeysWanted of(DurableTable table, Object[] arguments) {
        Set<String> columns = new LinkedHashSet<>();
        boolean byCaller = false;
        boolean all = false;
        if (arguments.length == 2 && arguments[1] instanceof String[] names) {
            byCaller = true;
            columns.addAll(List.of(names));
        } else if (arguments.length == 2 && arguments[1] instanceof Integer flag) {
            all = flag == Statement.RETURN_GENERATED_KEYS;
            byCaller = all;
        }
        for (DurableTable.Rows rows : table.rows()) {
            rows.keyColumns().forEach(column -> columns.add(plain(column)));
        }
        return new KeysWanted(columns.toArray(String[]::new), byCaller, all);
    }

    /** Drivers quote the names that they are given: those that are not quoted in SQL are as the database folds them. */
    static String plain(String column) {
        char first = column.charAt(0);
        return first == '"' || first == '`' ? column.substring(1, column.length() - 1) : column.toLowerCase(Locale.ROOT);
    }

    PreparedStatement prepare(Connection raw, String sql, Object[] arguments) throws SQLException {
        if (all) {
            return raw.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS);
        }
        if (arguments.length == 2 && arguments[1] instanceof int[]) {
            throw new DurableException("DURABLE-0141",
                    "Generated keys of an INSERT into a durable table are asked for by number,"
                            + " so that those of the table cannot be added: " + sql + ". Ask for them by name.");
        }
        return raw.prepareStatement(sql, columns);
    }

    /** Places of the key columns in the rows that the driver returns. */
    List<Integer> places(DurableTable.Rows rows, ResultSet keys) throws SQLException {
        List<Integer> places = new ArrayList<>();
        for (String column : rows.keyColumns()) {
            places.add(keys.findColumn(plain(column)));
        }
        return places;
    }
}
