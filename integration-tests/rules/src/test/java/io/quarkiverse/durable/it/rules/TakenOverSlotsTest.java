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

/** A process that was replaced commits nothing more, neither in a slot that it used nor in a new one (rule R8). */
@QuarkusTest
@TestProfile(TakenOverSlotsTest.Profile.class)
@QuarkusTestResource(value = ProxiedPostgres.class, restrictToAnnotatedClass = true)
class TakenOverSlotsTest {

    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.durable.directory", "target/durable-taken");
        }
    }

    @Inject
    EntityManager entities;
    @Inject
    DurableLog log;
    @Inject
    Database database;

    @Test
    void anEpochThatAnotherProcessRaisedIsRefused() {
        persist("before");
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
            entities.persist(new Item("outer", 1));
            entities.flush();
            database.execute("update durable_slot set epoch = epoch + 1");
            persist("inner");
        })).satisfies(e -> assertThat(CommitRulesTest.durable(e).code()).isEqualTo("DURABLE-0312"));

        assertThat(database.number("select count(*) from item")).isEqualTo(1);
        assertThat(log.status().phase()).isEqualTo(DurableLog.Phase.FAILED);
        assertThat(log.status().detail()).contains("DURABLE-0312");
    }

    private void persist(String id) {
        QuarkusTransaction.requiringNew().run(() -> entities.persist(new Item(id, 1)));
    }
}
