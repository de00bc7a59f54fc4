package io.quarkiverse.durable.runtime.slot;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * How to wait for the row of a slot that a dead or cut-off transaction may still hold: for a while, and then, by policy, its
 * session is ended.
 *
 * @param patience how long its holder may go on
 * @param endHolder whether its session is ended after that
 * @param timers runs the ending
 * @param ended told how many sessions were ended
 */
public record SlotLock(Duration patience, boolean endHolder, ScheduledExecutorService timers, IntConsumer ended) {

    private static final Duration AFTER_ENDING = Duration.ofSeconds(10);

    /** Work on a connection whose locks last until it returns. */
    interface Work<T> {
        @Nullable
        T on(Connection connection) throws SQLException;
    }

    <T> @Nullable T in(DataSource connections, SlotDialect dialect, Work<T> work) throws SQLException {
        try (PatientConnection patient = PatientConnection.of(connections, lockTimeout())) {
            Connection connection = patient.get();
            int isolation = connection.getTransactionIsolation();
            connection.setAutoCommit(false);
            try {
                if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                }
                return locked(connections, connection, dialect, work);
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            } finally {
                restore(connection, isolation);
            }
        }
    }

    private Duration lockTimeout() {
        return patience.plus(endHolder ? AFTER_ENDING : Duration.ZERO);
    }

    private <T> @Nullable T locked(DataSource connections, Connection connection, SlotDialect dialect,
            Work<T> work) throws SQLException {
        long before = dialect.lockTimeout(connection, lockTimeout().toMillis());
        long session = dialect.sessionId(connection);
        Wait wait = new Wait();
        ScheduledFuture<?> ending = endHolder
                ? timers.scheduleWithFixedDelay(() -> end(connections, dialect, session, wait), patience.toMillis(), 1000,
                        TimeUnit.MILLISECONDS)
                : null;
        try {
            T result = work.on(connection);
            // a lock on a row is a write: this waits for a synchronous standby, which then has whatever we saw
            connection.commit();
            return result;
        } finally {
            if (ending != null) {
                ending.cancel(false);
                wait.end();
            }
            if (before >= 0) {
                dialect.lockTimeout(connection, before);
            }
        }
    }

    /**
     * While it lasts the session is ours; afterwards the pool gives it to anybody, and what that waits for is not to be ended.
     * Who waited goes on only when those that were ended for it are counted.
     */
    private static final class Wait {

        private boolean over;

        synchronized void end() {
            over = true;
        }

        synchronized void endBlockers(SlotDialect dialect, Connection other, long session, IntConsumer ended)
                throws SQLException {
            int count = over ? 0 : dialect.endBlockers(other, session);
            if (count > 0) {
                ended.accept(count);
            }
        }
    }

    private void end(DataSource connections, SlotDialect dialect, long session, Wait wait) {
        try (PatientConnection other = PatientConnection.of(connections, AFTER_ENDING)) {
            wait.endBlockers(dialect, other.get(), session, ended);
        } catch (SQLException e) {
            // the waiting statement then ends with its lock time-out, which is reported and tried again
            ended.accept(0);
        }
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static void restore(Connection connection, int isolation) throws SQLException {
        if (connection.isClosed()) {
            return;
        }
        connection.setAutoCommit(true);
        if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
            connection.setTransactionIsolation(isolation);
        }
    }
}
