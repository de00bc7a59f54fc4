package io.quarkiverse.durable.servers;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Questions to a server that runs or is about to. */
final class PostgresProbe {

    private static final Duration START_WAIT_MAX = Duration.ofSeconds(60);
    private static final Duration RETRY = Duration.ofMillis(50);

    private PostgresProbe() {
    }

    static String show(PostgresServer server, String setting) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("show " + setting)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot read " + setting + " of " + server.url() + ": " + e.getMessage(), e);
        }
    }

    static void requireSyncedCommits(PostgresServer server) {
        for (String setting : new String[] { "fsync", "synchronous_commit" }) {
            String value = show(server, setting);
            if (!"on".equals(value)) {
                throw new IllegalStateException("PostgreSQL at " + server.url() + " runs with " + setting + "=" + value
                        + "; tests of durability need it on");
            }
        }
    }

    /** Returns when the server takes a connection; recovery after a kill may take a while. */
    static void awaitConnection(PostgresServer server) {
        long deadline = System.nanoTime() + START_WAIT_MAX.toNanos();
        while (true) {
            try (Connection connection = server.connect()) {
                if (connection.isValid((int) RETRY.plusSeconds(5).toSeconds())) {
                    return;
                }
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("PostgreSQL at " + server.url() + " took no connection within "
                            + START_WAIT_MAX + ": " + e.getMessage(), e);
                }
            }
            LockSupport.parkNanos(RETRY.toNanos());
        }
    }
}
