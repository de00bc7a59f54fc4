package io.quarkiverse.durable.servers;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A PostgreSQL primary and a hot standby that streams from it, each at an address that it keeps. When the primary is dead the
 * standby can be promoted, and the dead one comes back at its address as the standby of the other.
 */
public final class PostgresPair implements AutoCloseable {

    /** What a commit waits for. */
    public enum Replication {
        /** The standby's disk; without a standby it waits until there is one again. */
        SYNCHRONOUS("*", "sync"),
        /** The primary's disk alone: a standby that is promoted may lack commits. */
        ASYNCHRONOUS("", "async");

        private final String standbyNames;
        private final String state;

        Replication(String standbyNames, String state) {
            this.standbyNames = standbyNames;
            this.state = state;
        }
    }

    private static final Duration STREAMING_WITHIN = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final int PROMOTED_WITHIN_SECONDS = 60;

    private record Node(PostgresServer server, Path data) {
    }

    private final Replication replication;
    private final String addresses;
    private Node primary;
    private Node standby;

    private PostgresPair(Replication replication) {
        this.replication = replication;
        primary = start(ServerSettings.newFolder("postgres"));
        Path copy = ServerSettings.newFolder("postgres");
        try {
            BaseBackup.makeStandby(primary.server, primary.data, copy);
            standby = start(copy);
        } catch (RuntimeException e) {
            primary.server.close();
            throw e;
        }
        addresses = address(primary) + "," + address(standby);
        awaitStreaming();
    }

    /** Two servers for the caller alone. Close them. */
    public static PostgresPair start(Replication replication) {
        return new PostgresPair(replication);
    }

    private Node start(Path data) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "synchronous_standby_names", replication.standbyNames,
                "wal_keep_size", "1GB",
                // a copy begins with a checkpoint, and its start with a sync of every file
                "checkpoint_completion_target", "0",
                "recovery_init_sync_method", "syncfs",
                "wal_retrieve_retry_interval", "100ms"));
        return new Node(PostgresServer.startIn(data, settings), data);
    }

    private static String address(Node node) {
        return node.server.host() + ":" + node.server.port();
    }

    /** A new, empty database, reached at whichever of the two is the primary. */
    public PostgresServer.Database createDatabase(String prefix) {
        PostgresServer.Database there = primary.server.createDatabase(prefix);
        return new PostgresServer.Database(there.name(),
                "jdbc:postgresql://" + addresses + "/" + there.name() + "?targetServerType=primary", there.user(),
                there.password());
    }

    public PostgresServer primary() {
        return primary.server;
    }

    public PostgresServer standby() {
        return standby.server;
    }

    /** Makes the standby the primary; the one that was it must be dead. When this returns, the new one takes writes. */
    public void promote() {
        try (Connection connection = standby.server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_promote(true, " + PROMOTED_WITHIN_SECONDS + ")")) {
            if (!row.next() || !row.getBoolean(1)) {
                throw new IllegalStateException(standby.server.url() + " was not promoted within " + PROMOTED_WITHIN_SECONDS
                        + " s");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(standby.server.url() + " cannot be promoted: " + e.getMessage(), e);
        }
        Node dead = primary;
        primary = standby;
        standby = dead;
    }

    /** Makes the dead one a standby of the primary, with nothing of its own past. When this returns, it streams. */
    public void rebuild() {
        BaseBackup.makeStandby(primary.server, primary.data, standby.data);
        standby.server.restart();
        awaitStreaming();
    }

    private void awaitStreaming() {
        long deadline = System.nanoTime() + STREAMING_WITHIN.toNanos();
        while (!streams()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(standby.server.url() + " does not stream from " + primary.server.url()
                        + " within " + STREAMING_WITHIN);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private boolean streams() {
        try (Connection connection = primary.server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from pg_stat_replication where state='streaming'"
                        + " and sync_state='" + replication.state + "'")) {
            row.next();
            return row.getInt(1) == 1;
        } catch (SQLException e) {
            throw new IllegalStateException(primary.server.url() + " does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            standby.server.close();
        } finally {
            primary.server.close();
        }
    }
}
