package io.quarkiverse.durable.deployment.spine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.DurableLog;
import io.quarkus.test.QuarkusUnitTest;
import io.vertx.core.json.JsonObject;

class AFullLogRefusesCommitsUntilThereIsRoomTest {

    private static final int COMMITS_MAX = 1_000;
    private static final String PLACE = "x".repeat(8_000);

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Parcel.class, Parcels.class, StuckConsumer.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:full")
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/full")
            .overrideConfigKey("quarkus.durable.log.segment-size", "64K")
            .overrideConfigKey("quarkus.durable.log.disk-budget", "512K")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.hibernate-orm.schema-management.strategy", "drop-and-create");

    @ApplicationScoped
    @Transactional
    static class Parcels {

        @Inject
        EntityManager entities;

        void send(String id) {
            entities.persist(new Parcel(id, PLACE, 1));
        }

        List<String> ids() {
            return entities.createQuery("select p.id from Parcel p", String.class).getResultList();
        }
    }

    /** Acknowledges nothing until it is told to. */
    @ApplicationScoped
    static class StuckConsumer {

        private final CompletableFuture<Void> release = new CompletableFuture<>();
        private final Queue<String> keys = new ConcurrentLinkedQueue<>();

        void release() {
            release.complete(null);
        }

        List<String> keys() {
            return List.copyOf(keys);
        }

        @Incoming("Parcel")
        CompletionStage<Void> parcel(String event) {
            keys.add(new JsonObject(event).getString("subject"));
            return release;
        }
    }

    @Inject
    Parcels parcels;
    @Inject
    StuckConsumer consumer;
    @Inject
    DurableLog log;

    @Test
    void commitsFailWithAReasonAndNothingIsLostOrInvented() {
        List<String> committed = new ArrayList<>();
        DurableException full = null;
        for (int i = 0; full == null && i < COMMITS_MAX; i++) {
            String id = "p" + i;
            full = catchThrowableOfType(DurableException.class, () -> parcels.send(id));
            if (full == null) {
                committed.add(id);
            }
        }

        assertThat(full).as("the budget was reached within " + COMMITS_MAX + " commits").isNotNull()
                .hasMessageContaining("DURABLE-0121").hasMessageContaining("full").hasMessageContaining("budget")
                .hasMessageContaining("rolled back");
        assertThat(parcels.ids()).containsExactlyInAnyOrderElementsOf(committed);
        assertThat(log.status().phase()).isEqualTo(DurableLog.Phase.SERVING);
        assertThat(log.status().log().diskBytes()).isLessThanOrEqualTo(512 * 1024);

        consumer.release();

        await().untilAsserted(() -> {
            DurableException refused = catchThrowableOfType(DurableException.class, () -> parcels.send("last"));
            assertThat(refused == null ? "" : refused.getMessage() + log.status()).isEmpty();
        });
        committed.add("last");
        // an outcome for which there was no room comes late, and others pass it meanwhile; each key is here once
        await().untilAsserted(() -> assertThat(consumer.keys()).containsExactlyInAnyOrderElementsOf(committed));
        assertThat(parcels.ids()).containsExactlyInAnyOrderElementsOf(committed);
    }
}
