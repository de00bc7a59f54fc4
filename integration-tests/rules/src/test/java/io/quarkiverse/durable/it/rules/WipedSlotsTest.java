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

/** Rows that are gone fence (rule R8): nothing creates them again. */
@QuarkusTest
@TestProfile(WipedSlotsTest.Profile.class)
@QuarkusTestResource(value = ProxiedPostgres.class, restrictToAnnotatedClass = true)
class WipedSlotsTest {

    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.durable.directory", "target/durable-wiped");
        }
    }

    @Inject
    EntityManager entities;
    @Inject
    DurableLog log;
    @Inject
    Database database;

    @Test
    void aWipedSlotTableIsRefusedAndStaysEmpty() {
        persist("before");
        database.execute("delete from durable_slot");

        assertThatThrownBy(() -> persist("wiped"))
                .satisfies(e -> assertThat(CommitRulesTest.durable(e).code()).isEqualTo("DURABLE-0311"));
        assertThatThrownBy(() -> persist("later"))
                .satisfies(e -> assertThat(CommitRulesTest.durable(e).code()).isEqualTo("DURABLE-0102"));

        assertThat(database.number("select count(*) from durable_slot")).isZero();
        assertThat(database.hasItem("wiped")).isFalse();
        assertThat(log.status().phase()).isEqualTo(DurableLog.Phase.FAILED);
        assertThat(log.status().detail()).contains("DURABLE-0311");
    }

    private void persist(String id) {
        QuarkusTransaction.requiringNew().run(() -> entities.persist(new Item(id, 1)));
    }
}
