package io.quarkiverse.durable.it.capture;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(H2MatrixTest.Profile.class)
class H2MatrixTest extends Matrix {

    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.datasource.db-kind", "h2", "quarkus.datasource.jdbc.url",
                    "jdbc:h2:mem:capture;DB_CLOSE_DELAY=-1", "quarkus.datasource.username", "sa",
                    "quarkus.datasource.password", "sa", "quarkus.durable.directory", "target/durable-h2",
                    "quarkus.hibernate-orm.sql-load-script", "triggers-h2.sql");
        }
    }
}
