package io.quarkiverse.durable.it.capture;

import java.util.List;
import java.util.Map;

import io.quarkiverse.durable.servers.PostgresResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(PostgresMatrixTest.Profile.class)
class PostgresMatrixTest extends Matrix {

    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.datasource.db-kind", "postgresql", "quarkus.durable.directory", "target/durable-postgresql",
                    "quarkus.hibernate-orm.sql-load-script", "triggers-postgresql.sql");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(PostgresResource.class, Map.of("database", "capture")));
        }
    }
}
