package io.quarkiverse.durable.it.capture.oracle;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.WrapperOptions;

/** SQL on the tables that the consumer fills. */
final class Statements {

    /** Values by column. */
    static final class Row extends LinkedHashMap<String, Model.Cell> {

        private static final long serialVersionUID = 1;

        boolean isAllNull() {
            return values().stream().allMatch(cell -> JsonValues.isNull(cell.json()));
        }
    }

    private final Connection connection;
    private final String schema;

    Statements(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    void upsert(String table, Row key, Row values, WrapperOptions options) {
        if (!exists(table, key, options)) {
            Row all = new Row();
            all.putAll(values);
            all.putAll(key);
            insert(table, all, options);
        } else if (!values.isEmpty()) {
            update(table, values, key, options);
        }
    }

    private boolean exists(String table, Row key, WrapperOptions options) {
        try (PreparedStatement query = prepare("select 1 from " + schema + "." + table + where(key), List.of(key), options);
                ResultSet rows = query.executeQuery()) {
            return rows.next();
        } catch (SQLException e) {
            throw new AssertionError(table + ": " + e.getMessage(), e);
        }
    }

    void insert(String table, Row values, WrapperOptions options) {
        String marks = values.values().stream().map(Model.Cell::write).collect(Collectors.joining(", "));
        execute("insert into " + schema + "." + table + " (" + String.join(", ", values.keySet()) + ") values (" + marks + ")",
                List.of(values), options);
    }

    int update(String table, Row values, Row key, WrapperOptions options) {
        String set = values.entrySet().stream().map(column -> column.getKey() + " = " + column.getValue().write())
                .collect(Collectors.joining(", "));
        return execute("update " + schema + "." + table + " set " + set + where(key), List.of(values, key), options);
    }

    void delete(String table, Row key, WrapperOptions options) {
        execute("delete from " + schema + "." + table + where(key), List.of(key), options);
    }

    /** Sets these columns to null where the key is this. */
    void clear(String table, List<String> columns, Row key, WrapperOptions options) {
        execute("update " + schema + "." + table + " set "
                + columns.stream().map(column -> column + " = null").collect(Collectors.joining(", ")) + where(key),
                List.of(key), options);
    }

    private static String where(Row key) {
        return key.keySet().stream().map(column -> column + " = ?").collect(Collectors.joining(" and ", " where ", ""));
    }

    private int execute(String sql, List<Row> parameters, WrapperOptions options) {
        try (PreparedStatement statement = prepare(sql, parameters, options)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(sql + " " + parameters + ": " + e.getMessage(), e);
        }
    }

    private PreparedStatement prepare(String sql, List<Row> parameters, WrapperOptions options) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        List<Map.Entry<String, Model.Cell>> all = new ArrayList<>();
        parameters.forEach(row -> all.addAll(row.entrySet()));
        for (int i = 0; i < all.size(); i++) {
            bind(statement, i + 1, all.get(i), options);
        }
        return statement;
    }

    @SuppressWarnings("unchecked")
    private static void bind(PreparedStatement statement, int index, Map.Entry<String, Model.Cell> column,
            WrapperOptions options) throws SQLException {
        Model.Cell cell = column.getValue();
        Object value;
        try {
            value = JsonValues.bindable(cell.mapping(), cell.json(), options);
        } catch (RuntimeException e) {
            throw new AssertionError("Column " + column.getKey() + " cannot be " + cell.json() + ": " + e, e);
        }
        ValueBinder<Object> binder = (ValueBinder<Object>) (ValueBinder<?>) cell.mapping().getJdbcType()
                .getBinder(cell.mapping().getJdbcJavaType());
        binder.bind(statement, value, index, options);
    }
}
