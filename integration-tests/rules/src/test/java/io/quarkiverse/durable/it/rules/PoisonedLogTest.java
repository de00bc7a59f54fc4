package io.quarkiverse.durable.it.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.DurableLog;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** A log that cannot be written fails commits before the database commits, and says so. */
@QuarkusTest
@TestProfile(PoisonedLogTest.Profile.class)
@QuarkusTestResource(value = ProxiedPostgres.class, restrictToAnnotatedClass = true)
class PoisonedLogTest {

    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.durable.directory", "target/durable-poisoned");
        }
    }

    @Inject
    EntityManager entities;
    @Inject
    DurableLog log;
    @Inject
    Database database;

    @Inject
    LogFault fault;
    @Inject
    Received received;

    @Test
    void aFailedWriteRollsBackAndNothingMoreIsAdmitted() throws InterruptedException {
        persist("before");
        assertThat(received.upTo("before")).isNotEmpty();
        fault.arm();

        assertThatThrownBy(() -> persist("poisoned")).satisfies(e -> {
            assertThat(CommitRulesTest.durable(e).code()).isEqualTo("DURABLE-0121");
            assertThat(CommitRulesTest.durable(e)).hasMessageContaining("armed by the test")
                    .hasMessageContaining("rolled back");
        });
        assertThatThrownBy(() -> persist("later"))
                .satisfies(e -> assertThat(CommitRulesTest.durable(e).code()).isEqualTo("DURABLE-0102"));

        assertThat(database.hasItem("poisoned")).isFalse();
        assertThat(log.status().phase()).isEqualTo(DurableLog.Phase.FAILED);
        assertThat(log.status().log().failure()).contains("armed by the test");
    }

    private void persist(String id) {
        QuarkusTransaction.requiringNew().run(() -> entities.persist(new Item(id, 1)));
    }
}
