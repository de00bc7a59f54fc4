package io.quarkiverse.durable.runtime.slot;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import javax.sql.DataSource;

/**
 * A connection that may wait as long as a lock may take, whatever socket time-out the application's pool is configured with.
 * Closing it gives it back as it was.
 */
final class PatientConnection implements AutoCloseable {

    private static final int ANSWER_SECONDS = 2;

    private final Connection connection;
    private final int timeoutBeforeMillis;

    private PatientConnection(Connection connection, int timeoutBeforeMillis) {
        this.connection = connection;
        this.timeoutBeforeMillis = timeoutBeforeMillis;
    }

    /** @param wait longest that a statement will wait for a lock */
    static PatientConnection of(DataSource connections, Duration wait) throws SQLException {
        Connection connection = connections.getConnection();
        try {
            int before = connection.getNetworkTimeout();
            long needed = wait.plusSeconds(ANSWER_SECONDS).toMillis();
            if (before > 0 && before < needed) {
                connection.setNetworkTimeout(Runnable::run, (int) Math.min(needed, Integer.MAX_VALUE));
            }
            return new PatientConnection(connection, before);
        } catch (SQLException e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    private static void closeAfter(SQLException cause, Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    Connection get() {
        return connection;
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            if (!connection.isClosed() && connection.getNetworkTimeout() != timeoutBeforeMillis) {
                connection.setNetworkTimeout(Runnable::run, timeoutBeforeMillis);
            }
        }
    }
}
