package io.quarkiverse.durable.servers;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * Points a Quarkus test at the shared PostgreSQL. Arguments: {@code database}, the prefix of a fresh database's name (without
 * it, the server's own); {@code datasource}, the name of the datasource (without it, the default one).
 */
public class PostgresResource implements QuarkusTestResourceLifecycleManager {

    private Map<String, String> arguments = Map.of();

    @Override
    public void init(Map<String, String> initArgs) {
        arguments = Map.copyOf(initArgs);
    }

    @Override
    public Map<String, String> start() {
        PostgresServer server = PostgresServer.shared();
        @Nullable
        String database = arguments.get("database");
        String url = database == null ? server.url() : server.createDatabase(database).url();
        @Nullable
        String datasource = arguments.get("datasource");
        String prefix = datasource == null ? "quarkus.datasource." : "quarkus.datasource.\"" + datasource + "\".";
        return Map.of(prefix + "jdbc.url", url, prefix + "username", server.user(), prefix + "password", server.password());
    }

    /** Leaves the server to the next test class; it ends with this JVM. */
    @Override
    public void stop() {
    }
}
