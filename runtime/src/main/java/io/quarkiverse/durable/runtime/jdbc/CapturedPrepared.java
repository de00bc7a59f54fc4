package io.quarkiverse.durable.runtime.jdbc;

import java.lang.reflect.Method;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A prepared statement whose writes are captured. Of a batch each entry is executed by itself, so that its rows can be asked
 * for; an INSERT has no rows to ask for and remains a batch.
 */
final class CapturedPrepared extends Delegation<PreparedStatement> {

    private final CapturedExecution execution;
    private final Parameters parameters = new Parameters();
    private final List<Parameters> batch = new ArrayList<>();
    private @Nullable ResultSet keys;

    CapturedPrepared(PreparedStatement raw, CapturedExecution execution) {
        super(PreparedStatement.class, raw);
        this.execution = execution;
    }

    @Override
    @Nullable
    Object handle(Method method, Object[] arguments) throws SQLException {
        if (Parameters.isSetter(method, arguments)) {
            parameters.set(method, arguments);
            return PASS_ON;
        }
        switch (method.getName()) {
            case "clearParameters":
                parameters.clear();
                return PASS_ON;
            case "execute", "executeUpdate", "executeLargeUpdate":
                return arguments.length == 0 ? run(parameters, () -> call(method, arguments)) : PASS_ON;
            case "addBatch":
                return addBatch();
            case "clearBatch":
                batch.clear();
                return PASS_ON;
            case "executeBatch":
                return Arrays.stream(batch()).mapToInt(Math::toIntExact).toArray();
            case "executeLargeBatch":
                return batch();
            case "getGeneratedKeys":
                return keys == null ? PASS_ON : keys;
            case "getConnection":
                return execution.connection();
            default:
                return PASS_ON;
        }
    }

    private @Nullable Object run(Parameters with, CapturedExecution.Work work) throws SQLException {
        CapturedExecution.Done done = execution.run(raw(), with, work);
        keys = done.keys();
        return done.result();
    }

    private @Nullable Object addBatch() throws SQLException {
        if (execution.isInsert()) {
            raw().addBatch();
        } else {
            batch.add(parameters.copy());
        }
        return null;
    }

    private long[] batch() throws SQLException {
        if (execution.isInsert()) {
            int[] counts = (int[]) java.util.Objects.requireNonNull(run(parameters, () -> raw().executeBatch()));
            return Arrays.stream(counts).asLongStream().toArray();
        }
        List<Parameters> entries = List.copyOf(batch);
        batch.clear();
        long[] counts = new long[entries.size()];
        for (int i = 0; i < counts.length; i++) {
            Parameters entry = entries.get(i);
            try {
                raw().clearParameters();
                entry.repeat(raw(), execution.sql());
                counts[i] = ((Number) java.util.Objects
                        .requireNonNull(run(entry, () -> raw().executeUpdate()))).longValue();
            } catch (SQLException e) {
                throw new BatchUpdateException(e.getMessage(), e.getSQLState(), e.getErrorCode(),
                        Arrays.copyOf(counts, i), e);
            }
        }
        return counts;
    }
}
