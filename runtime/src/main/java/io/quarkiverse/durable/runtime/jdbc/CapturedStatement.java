package io.quarkiverse.durable.runtime.jdbc;

import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** A statement whose text comes with its execution. */
final class CapturedStatement extends Delegation<Statement> {

    private final CapturedConnection connection;
    private final boolean updatable;
    private final List<String> batch = new ArrayList<>();
    private @Nullable ResultSet keys;

    CapturedStatement(Statement raw, CapturedConnection connection, boolean updatable) {
        super(Statement.class, raw);
        this.updatable = updatable;
        this.connection = connection;
    }

    @Override
    @Nullable
    Object handle(Method method, Object[] arguments) throws SQLException {
        switch (method.getName()) {
            case "execute", "executeUpdate", "executeLargeUpdate", "executeQuery":
                return execute(method, arguments);
            case "addBatch":
                batch.add((String) arguments[0]);
                return null;
            case "clearBatch":
                batch.clear();
                return null;
            case "executeBatch":
                return Arrays.stream(batch()).mapToInt(Math::toIntExact).toArray();
            case "executeLargeBatch":
                return batch();
            case "getGeneratedKeys":
                return keys == null ? PASS_ON : keys;
            case "getConnection":
                return connection.connection();
            default:
                return PASS_ON;
        }
    }

    private @Nullable Object execute(Method method, Object[] arguments) throws SQLException {
        keys = null;
        String sql = (String) arguments[0];
        if (updatable) {
            connection.statements().lookAtUpdatable(sql);
        }
        SqlVerdict verdict = connection.statements().look(sql);
        if (verdict instanceof SqlVerdict.Change change) {
            return run(new CapturedExecution(connection, sql, change), () -> call(method, arguments));
        }
        if (verdict instanceof SqlVerdict.Insert insert) {
            KeysWanted wanted = KeysWanted.of(insert.table(), arguments);
            return run(new CapturedExecution(connection, sql, insert, wanted), () -> insert(method, sql, wanted));
        }
        if (verdict instanceof SqlVerdict.Savepoint savepoint) {
            return savepoint(savepoint, call(method, arguments));
        }
        return PASS_ON;
    }

    private @Nullable Object savepoint(SqlVerdict.Savepoint savepoint, @Nullable Object result) {
        WriteCapture capture = connection.statements().capture();
        if (savepoint.rollback()) {
            capture.rollbackTo(savepoint.name());
        } else {
            capture.savepoint(savepoint.name());
        }
        return result;
    }

    private @Nullable Object insert(Method method, String sql, KeysWanted wanted) throws SQLException {
        String[] columns = wanted.columns();
        boolean all = wanted.all();
        switch (method.getName()) {
            case "executeUpdate":
                return all ? raw().executeUpdate(sql, Statement.RETURN_GENERATED_KEYS) : raw().executeUpdate(sql, columns);
            case "executeLargeUpdate":
                return all ? raw().executeLargeUpdate(sql, Statement.RETURN_GENERATED_KEYS)
                        : raw().executeLargeUpdate(sql, columns);
            case "execute":
                return all ? raw().execute(sql, Statement.RETURN_GENERATED_KEYS) : raw().execute(sql, columns);
            default:
                return raw().executeQuery(sql);
        }
    }

    private @Nullable Object run(CapturedExecution execution, CapturedExecution.Work work) throws SQLException {
        CapturedExecution.Done done = execution.run(raw(), Parameters.NONE, work);
        keys = done.keys();
        return done.result();
    }

    /** As a batch if nothing in it is to be captured, else one by one. */
    private long[] batch() throws SQLException {
        List<String> texts = List.copyOf(batch);
        batch.clear();
        boolean capture = texts.stream()
                .anyMatch(sql -> !(connection.statements().look(sql) instanceof SqlVerdict.Unconcerned));
        if (!capture) {
            for (String sql : texts) {
                raw().addBatch(sql);
            }
            return Arrays.stream(raw().executeBatch()).asLongStream().toArray();
        }
        long[] counts = new long[texts.size()];
        for (int i = 0; i < counts.length; i++) {
            try (Statement one = connection.connection().createStatement()) {
                counts[i] = one.executeUpdate(texts.get(i));
            }
        }
        return counts;
    }
}
