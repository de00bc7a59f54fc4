package io.quarkiverse.durable.servers;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.jboss.logging.Logger;

/** Which PostgreSQL runs: the configured one, a container, or the embedded binaries. */
final class PostgresChoice {

    /** What the tests rely on, for every server that we start. */
    static final Map<String, String> SETTINGS = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "max_prepared_transactions", "20",
            "max_connections", "200");

    private static final Logger LOG = Logger.getLogger(PostgresServer.class);
    private static final String CONFIGURED = "durable.test.postgres";
    /** Class loaders of one JVM share nothing but strings: the first that starts the server leaves them here. */
    private static final String SHARED = "durable.test.started.postgres";

    private PostgresChoice() {
    }

    static PostgresServer shared() {
        synchronized (Runtime.getRuntime()) {
            Optional<PostgresServer> known = named(CONFIGURED).or(() -> named(SHARED));
            return known.orElseGet(PostgresChoice::startShared);
        }
    }

    private static PostgresServer startShared() {
        PostgresServer started = startOwn();
        System.setProperty(SHARED + ".url", started.url());
        System.setProperty(SHARED + ".user", started.user());
        System.setProperty(SHARED + ".password", started.password());
        return named(SHARED).orElseThrow();
    }

    private static Optional<PostgresServer> named(String prefix) {
        return ServerSettings.find(prefix + ".url").map(url -> new ForeignPostgres(url,
                ServerSettings.find(prefix + ".user").orElse("postgres"),
                ServerSettings.find(prefix + ".password").orElse("postgres")));
    }

    static PostgresServer startOwn() {
        PostgresServer server = startContainerOrBinaries();
        PostgresProbe.requireSyncedCommits(server);
        LOG.infof("PostgreSQL for tests: %s at %s", server.description(), server.url());
        return server;
    }

    static PostgresServer startIn(Path data, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(settings);
        PostgresServer server = new EmbeddedPostgresServer(data, all);
        if (!settings.containsKey("fsync")) {
            PostgresProbe.requireSyncedCommits(server);
        }
        LOG.infof("PostgreSQL for tests: %s at %s, data in %s", server.description(), server.url(), data);
        return server;
    }

    private static PostgresServer startContainerOrBinaries() {
        if (ServerSettings.mayUse("docker") && DockerEngine.answers()) {
            try {
                return new ContainerPostgres();
            } catch (RuntimeException e) {
                if (ServerSettings.mustUse("docker")) {
                    throw e;
                }
                LOG.warnf("A Docker engine answers, but PostgreSQL does not start there, so the embedded one is used: %s", e);
            }
        }
        if (ServerSettings.mustUse("docker")) {
            throw new IllegalStateException(
                    "durable.test.servers=docker, but no Docker engine answers; start it or set DOCKER_HOST");
        }
        return new EmbeddedPostgresServer();
    }
}
