package io.quarkiverse.durable.runtime.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Executes one statement so that the rows that it writes are known. */
final class CapturedExecution {

    private static final int FETCH_SIZE = 500;

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
        DurableTable table = verdict instanceof SqlVerdict.Change change ? change.table()
                : ((SqlVerdict.Insert) verdict).table();
        try (WriteCapture.Run run = connection.statements().capture().begin(connection.raw(), sql, table)) {
            if (wanted != null) {
                return insert(on, work, run, wanted);
            }
            long known = ask((SqlVerdict.Change) verdict, parameters, run);
            run.before();
            Object result = work.execute();
            run.after(known, count(on, result, known));
            return new Done(result, null);
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
                    int column = 1;
                    for (DurableTable.Rows each : change.table().rows()) {
                        List<Integer> columns = new ArrayList<>();
                        for (int i = 0; i < each.keyColumns().size(); i++) {
                            columns.add(column++);
                        }
                        run.affected(each, rows, columns);
                    }
                }
            }
        }
        return known;
    }

    private Done insert(Statement on, Work work, WriteCapture.Run run, KeysWanted keysWanted) throws SQLException {
        Object result = work.execute();
        ResultSet keys = on.getGeneratedKeys();
        if (keysWanted.byCaller()) {
            keys = KeysTwice.of(keys);
        }
        long known = 0;
        DurableTable table = ((SqlVerdict.Insert) verdict).table();
        while (keys.next()) {
            known++;
            for (DurableTable.Rows each : table.rows()) {
                run.affected(each, keys, keysWanted.places(each, keys));
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
