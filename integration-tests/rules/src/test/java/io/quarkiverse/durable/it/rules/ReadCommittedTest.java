package io.quarkiverse.durable.it.rules;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(ReadCommittedTest.Profile.class)
@QuarkusTestResource(value = ProxiedPostgres.class, restrictToAnnotatedClass = true)
class ReadCommittedTest extends Isolation {

    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.datasource.jdbc.transaction-isolation-level", "read-committed", "quarkus.durable.directory",
                    "target/durable-read-committed");
        }
    }

    @Override
    String isolation() {
        return "read committed";
    }
}
