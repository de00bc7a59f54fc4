package io.quarkiverse.durable.runtime.slot;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import javax.sql.DataSource;

/**
 * A connection that is alive and may wait as long as a lock may take, whatever socket time-out the application's pool is
 * configured with.
 * Closing it gives it back as it was.
 */
final class PatientConnection implements AutoCloseable {

    /** After a network fails, the pool may be full of connections that are dead and do not know it. */
    private static final int DEAD_MAX = 20;
    private static final int ALIVE_WITHIN_SECONDS = 2;

    private final Connection connection;
    private final int timeoutBeforeMillis;

    private PatientConnection(Connection connection, int timeoutBeforeMillis) {
        this.connection = connection;
        this.timeoutBeforeMillis = timeoutBeforeMillis;
    }

    /** @param wait longest that a statement will wait for a lock */
    static PatientConnection of(DataSource connections, Duration wait) throws SQLException {
        for (int dead = 0; dead < DEAD_MAX; dead++) {
            Connection connection = connections.getConnection();
            if (connection.isValid(ALIVE_WITHIN_SECONDS)) {
                return patient(connection, wait);
            }
            try (connection) {
                connection.abort(Runnable::run);
            }
        }
        throw new SQLException("the pool has given " + DEAD_MAX + " connections that are dead");
    }

    private static PatientConnection patient(Connection connection, Duration wait) throws SQLException {
        int before = connection.getNetworkTimeout();
        long needed = wait.plusSeconds(ALIVE_WITHIN_SECONDS).toMillis();
        if (before > 0 && before < needed) {
            connection.setNetworkTimeout(Runnable::run, (int) Math.min(needed, Integer.MAX_VALUE));
        }
        return new PatientConnection(connection, before);
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
