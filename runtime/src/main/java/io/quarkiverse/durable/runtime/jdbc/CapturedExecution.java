package io.quarkiverse.durable.runtime.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Executes one statement so that the rows that it writes are known. */
final class CapturedExecution {

    static final int FETCH_SIZE = 500;

    private final CapturedConnection connection;
    private final String sql;
    private final SqlVerdict verdict;
    private final @Nullable KeysWanted wanted;

    /** The statement itself. */
    interface Work {
        @Nullable
        Object execute() throws SQLException;
    }

    /** What came of it: its result, and the keys for the caller. */
    record Done(@Nullable Object result, @Nullable ResultSet keys) {
    }

    CapturedExecution(CapturedConnection connection, String sql, SqlVerdict.Change change) {
        this(connection, sql, change, null);
    }

    CapturedExecution(CapturedConnection connection, String sql, SqlVerdict verdict, @Nullable KeysWanted wanted) {
        this.connection = connection;
        this.sql = sql;
        this.verdict = verdict;
        this.wanted = wanted;
    }

    boolean isInsert() {
        return wanted != null;
    }

    String sql() {
        return sql;
    }

    Connection connection() {
        return connection.connection();
    }

    Done run(Statement on, Parameters parameters, Work work) throws SQLException {
        WriteCapture capture = connection.statements().capture();
        if (verdict instanceof SqlVerdict.Change change) {
            Set<Cascade> cascades = Cascade.reach(change.onward().cascades());
            List<DurableTable.Rows> own = change.onward().alone() ? List.of() : change.table().rows();
            try (WriteCapture.Run run = capture.begin(connection.raw(), sql, own, cascades)) {
                long known = ask(change, parameters, run);
                if (known > 0 && !cascades.isEmpty()) {
                    new CascadedRows(connection.raw(), change, parameters, sql, run).find();
                }
                run.before();
                Object result = work.execute();
                run.after(known, count(on, result, known));
                return new Done(result, null);
            }
        }
        DurableTable table = ((SqlVerdict.Insert) verdict).table();
        try (WriteCapture.Run run = capture.begin(connection.raw(), sql, table.rows(), Set.of())) {
            return insert(on, work, run, table);
        }
    }

    /** Locks the rows, and tells which they are. */
    private long ask(SqlVerdict.Change change, Parameters parameters, WriteCapture.Run run) throws SQLException {
        String question = change.question(connection.statements().capture().noKeyUpdate());
        long known = 0;
        try (PreparedStatement select = connection.raw().prepareStatement(question)) {
            select.setFetchSize(FETCH_SIZE);
            parameters.repeat(select, change.parameters(), sql);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    known++;
                    Places places = new Places();
                    for (DurableTable.Rows each : change.table().rows()) {
                        List<Integer> columns = places.next(each.keyColumns().size());
                        if (change.onward().alone()) {
                            run.reported(each, rows, columns);
                        } else {
                            run.affected(each, rows, columns);
                        }
                    }
                }
            }
        }
        return known;
    }

    /** Columns of a question, one after the other. */
    static final class Places {

        private int last;

        List<Integer> next(int count) {
            List<Integer> columns = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                columns.add(++last);
            }
            return columns;
        }
    }

    private Done insert(Statement on, Work work, WriteCapture.Run run, DurableTable table) throws SQLException {
        KeysWanted keysWanted = java.util.Objects.requireNonNull(wanted);
        Object result = work.execute();
        ResultSet keys = on.getGeneratedKeys();
        if (keysWanted.byCaller()) {
            keys = KeysTwice.of(keys);
        }
        long known = 0;
        while (keys.next()) {
            known++;
            for (DurableTable.Rows each : table.rows()) {
                run.inserted(each, keys, keysWanted.places(each, keys));
            }
        }
        if (keysWanted.byCaller()) {
            keys.beforeFirst();
        } else {
            keys.close();
        }
        run.after(known, count(on, result, known));
        return new Done(result, keysWanted.byCaller() ? keys : null);
    }

    private static long count(Statement on, @Nullable Object result, long unknown) throws SQLException {
        if (result instanceof Number count) {
            return count.longValue();
        }
        if (result instanceof int[] counts) {
            long sum = 0;
            for (int count : counts) {
                sum += count;
            }
            return java.util.Arrays.stream(counts).anyMatch(count -> count < 0) ? unknown : sum;
        }
        if (result instanceof long[] counts) {
            return java.util.Arrays.stream(counts).anyMatch(count -> count < 0) ? unknown
                    : java.util.Arrays.stream(counts).sum();
        }
        return on.getUpdateCount();
    }
}
