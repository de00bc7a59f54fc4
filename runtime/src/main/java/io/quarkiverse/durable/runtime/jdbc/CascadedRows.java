package io.quarkiverse.durable.runtime.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.jdbc.SqlVerdict.Onward;
import io.quarkiverse.durable.runtime.jdbc.SqlVerdict.Source;

/**
 * Finds and locks the rows that the database will change because of a statement. Level by level: whoever would add a row to the
 * next one has to wait for the lock of this one. The query for a level has that for the one above in it; only where the foreign
 * keys are a circle, as in a tree, the referenced values themselves are in it, so that it has an end.
 */
final class CascadedRows {

    private static final int VALUES_AT_ONCE_MAX = 500;
    /** What is referenced within circles is in memory. */
    private static final int REFERENCED_MAX = 500_000;
    private static final String CHILD = "c";

    private final Connection connection;
    private final SqlVerdict.Change change;
    private final Parameters parameters;
    private final String sql;
    private final WriteCapture.Run run;
    private final Deque<Step> steps = new ArrayDeque<>();
    private final Map<Cascade, Set<String>> seen = new HashMap<>();
    private int referenced;

    /** Sets the parameters of a condition. */
    private interface Binding {
        void on(PreparedStatement statement) throws SQLException;
    }

    /** @param values a query or a list, in parentheses, of what rows of the child refer to */
    private record Step(Cascade cascade, boolean qualified, String values, Binding binding) {
    }

    CascadedRows(Connection connection, SqlVerdict.Change change, Parameters parameters, String sql, WriteCapture.Run run) {
        this.connection = connection;
        this.change = change;
        this.parameters = parameters;
        this.sql = sql;
        this.run = run;
    }

    void find() throws SQLException {
        Source source = change.source();
        follow(change.onward().cascades(), change.onward().qualified(), source,
                statement -> parameters.repeat(statement, source.parameters(), sql));
        while (!steps.isEmpty()) {
            ask(steps.remove());
        }
    }

    private void follow(List<Cascade> cascades, boolean qualified, Source source, Binding binding) {
        cascades.forEach(each -> steps.add(new Step(each, qualified, source.referenced(each.key()), binding)));
    }

    private void ask(Step step) throws SQLException {
        Cascade cascade = step.cascade;
        List<Cascade> circle = cascade.isCyclic() ? cascade.next() : List.of();
        Source source = new Source(CHILD, "from " + child(step) + " " + CHILD + " where (" + columns(cascade.key().columns())
                + ") in " + step.values, List.of());
        Map<Cascade, Map<String, List<Object>>> found = new LinkedHashMap<>();
        long count = 0;
        try (PreparedStatement select = connection.prepareStatement(question(cascade, circle, source.text()))) {
            select.setFetchSize(CapturedExecution.FETCH_SIZE);
            step.binding.on(select);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    count++;
                    CapturedExecution.Places places = new CapturedExecution.Places();
                    for (DurableTable.Rows each : cascade.rows()) {
                        run.affected(each, rows, places.next(each.keyColumns().size()));
                    }
                    for (Cascade each : circle) {
                        note(each, rows, places.next(each.key().referenced().size()), found);
                    }
                }
            }
        }
        boolean qualified = isQualified(step);
        if (circle.isEmpty() && count > 0) {
            follow(cascade.next(), qualified, source, step.binding);
        }
        found.forEach((each, values) -> follow(each, qualified, List.copyOf(values.values())));
    }

    private static String question(Cascade cascade, List<Cascade> circle, String source) {
        List<String> columns = new ArrayList<>();
        cascade.rows().forEach(rows -> rows.keyColumns().forEach(column -> columns.add(CHILD + '.' + column)));
        circle.forEach(each -> columns.add(columns(each.key().referenced())));
        return "select " + (columns.isEmpty() ? "1" : String.join(", ", columns)) + ' ' + source + " for update";
    }

    private static String columns(List<String> names) {
        return String.join(", ", names.stream().map(name -> CHILD + '.' + Onward.quoted(name)).toList());
    }

    private static boolean isQualified(Step step) {
        return step.qualified || !step.cascade.key().child().schema().equals(step.cascade.key().parent().schema());
    }

    private static String child(Step step) {
        ForeignKey.Table child = step.cascade.key().child();
        return (isQualified(step) ? Onward.quoted(child.schema()) + '.' : "") + Onward.quoted(child.name());
    }

    /** What is referenced by rows of the next level, if it is met for the first time. */
    private void note(Cascade next, ResultSet row, List<Integer> columns,
            Map<Cascade, Map<String, List<Object>>> found) throws SQLException {
        List<Object> values = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int column : columns) {
            Object value = row.getObject(column);
            if (value == null) {
                return;
            }
            values.add(value);
            String part = row.getString(column);
            text.append(part.length()).append(':').append(part);
        }
        if (seen.computeIfAbsent(next, key -> new HashSet<>()).add(text.toString())) {
            if (++referenced > REFERENCED_MAX) {
                run.rollBack();
                throw new DurableException("DURABLE-0148", "Because of a statement the database changes more than "
                        + REFERENCED_MAX + " rows that refer to each other in a circle, by the " + next + ": " + sql
                        + ". Delete parts of them first. The transaction is rolled back.");
            }
            found.computeIfAbsent(next, key -> new LinkedHashMap<>()).put(text.toString(), values);
        }
    }

    private void follow(Cascade cascade, boolean qualified, List<List<Object>> values) {
        String one = "(" + String.join(", ", Collections.nCopies(cascade.key().referenced().size(), "?")) + ")";
        for (int from = 0; from < values.size(); from += VALUES_AT_ONCE_MAX) {
            List<List<Object>> some = values.subList(from, Math.min(values.size(), from + VALUES_AT_ONCE_MAX));
            steps.add(new Step(cascade, qualified, "(" + String.join(", ", Collections.nCopies(some.size(), one)) + ")",
                    statement -> bind(statement, some)));
        }
    }

    private static void bind(PreparedStatement statement, List<List<Object>> some) throws SQLException {
        int place = 1;
        for (List<Object> tuple : some) {
            for (Object value : tuple) {
                set(statement, place++, value);
            }
        }
    }

    /** A text may be of a type that only the database knows. */
    private static void set(PreparedStatement statement, int place, @Nullable Object value) throws SQLException {
        if (value instanceof String) {
            statement.setObject(place, value, Types.OTHER);
        } else {
            statement.setObject(place, value);
        }
    }
}
