package io.quarkiverse.durable.servers;

import java.util.ArrayList;
import java.util.List;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * PostgreSQL in a container. This class, and with it Testcontainers, is loaded only after a Docker engine answered. A plain
 * container: the module for PostgreSQL would register a JDBC driver in every test.
 */
final class ContainerPostgres implements PostgresServer {

    private static final int POSTGRES_PORT = 5432;

    private final int port = ServerSettings.freePort();
    private final GenericContainer<?> container;
    private final ContainerControl control;

    ContainerPostgres() {
        String image = ServerSettings.find("durable.test.postgres.image").orElse("postgres:17");
        List<String> command = new ArrayList<>(List.of("postgres"));
        PostgresChoice.SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        container = new GenericContainer<>(DockerImageName.parse(image));
        control = new ContainerControl(container);
        container.withEnv("POSTGRES_PASSWORD", password()).withExposedPorts(POSTGRES_PORT);
        container.withCommand(command.toArray(String[]::new));
        control.fixPort(port, POSTGRES_PORT);
        container.start();
        PostgresProbe.awaitConnection(this);
    }

    @Override
    public void stop() {
        control.stop();
    }

    @Override
    public void kill9() {
        control.kill9();
    }

    @Override
    public void restart() {
        control.restart();
        PostgresProbe.awaitConnection(this);
    }

    @Override
    public void freeze() {
        control.freeze();
    }

    @Override
    public void thaw() {
        control.thaw();
    }

    @Override
    public void close() {
        container.stop();
    }

    @Override
    public String url() {
        return new PostgresUrl(host(), port, "postgres", "").toString();
    }

    @Override
    public String description() {
        return "container " + container.getDockerImageName() + ", PostgreSQL " + PostgresProbe.show(this, "server_version")
                + ", fsync=" + PostgresProbe.show(this, "fsync");
    }

    @Override
    public String host() {
        return control.host();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String user() {
        return "postgres";
    }

    @Override
    public String password() {
        return "postgres";
    }
}
