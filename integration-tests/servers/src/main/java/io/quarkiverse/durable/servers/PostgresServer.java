package io.quarkiverse.durable.servers;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * A real PostgreSQL that syncs its commits ({@code fsync} and {@code synchronous_commit} are on, and checked), with prepared
 * transactions allowed.
 */
public interface PostgresServer extends TestServer {

    /** A database of a server, and how to log in to it. */
    record Database(String name, String url, String user, String password) {

        public Connection connect() throws SQLException {
            return DriverManager.getConnection(url, user, password);
        }
    }

    /**
     * The one server of this JVM, started when first asked for, whichever class loader asks. It cannot be stopped or killed.
     */
    static PostgresServer shared() {
        return PostgresChoice.shared();
    }

    /** A server for the caller alone, that may be killed. Close it. */
    static PostgresServer start() {
        return PostgresChoice.startOwn();
    }

    /**
     * The same with its data in this folder, which need not be there: always PostgreSQL's own binaries, also where there is
     * Docker.
     *
     * @param settings more of them, or others than ours: with {@code fsync} among them a server that does not sync is not
     *        refused
     */
    static PostgresServer startIn(Path data, Map<String, String> settings) {
        return PostgresChoice.startIn(data, settings);
    }

    String host();

    int port();

    String user();

    String password();

    default Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), user(), password());
    }

    /** A new, empty database of which nobody else knows. */
    default Database createDatabase(String prefix) {
        String name = prefix.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_") + "_"
                + UUID.randomUUID().toString().substring(0, 8);
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            statement.execute("create database \"" + name + "\"");
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create database " + name + " at " + url() + ": " + e.getMessage(), e);
        }
        return new Database(name, PostgresUrl.parse(url()).withDatabase(name).toString(), user(), password());
    }
}
