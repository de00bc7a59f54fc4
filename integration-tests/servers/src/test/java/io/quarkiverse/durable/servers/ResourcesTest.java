package io.quarkiverse.durable.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

import org.junit.jupiter.api.Test;

class ResourcesTest {

    @Test
    void eachTestClassGetsADatabaseOfItsOwnOnTheSharedServer() throws SQLException {
        String first = start(Map.of("database", "orders")).get("quarkus.datasource.jdbc.url");
        String second = start(Map.of("database", "orders")).get("quarkus.datasource.jdbc.url");
        assertThat(first).isNotEqualTo(second).startsWith("jdbc:postgresql://").contains("/orders_");
        try (Connection connection = DriverManager.getConnection(first, PostgresServer.shared().user(),
                PostgresServer.shared().password())) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @Test
    void aNamedDatasourceIsConfiguredByItsName() {
        assertThat(start(Map.of("datasource", "stock")))
                .containsEntry("quarkus.datasource.\"stock\".jdbc.url", PostgresServer.shared().url());
    }

    @Test
    void nobodyAnswersWhereNoEngineIs() {
        assertThat(DockerEngine.answers(URI.create("unix:///nowhere/docker.sock"))).isFalse();
        assertThat(DockerEngine.answers(URI.create("tcp://127.0.0.1:" + ServerSettings.freePort()))).isFalse();
        assertThat(DockerEngine.answers(URI.create("npipe:////./pipe/docker_engine"))).isFalse();
    }

    private static Map<String, String> start(Map<String, String> arguments) {
        PostgresResource resource = new PostgresResource();
        resource.init(arguments);
        return resource.start();
    }
}
