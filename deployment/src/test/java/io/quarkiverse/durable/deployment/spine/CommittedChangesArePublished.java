package io.quarkiverse.durable.deployment.spine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.CurrentTransaction;
import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.Outbox;
import io.quarkiverse.durable.runtime.metadata.RequestIdSource;
import io.quarkiverse.durable.spi.MetadataSource;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.json.JsonObject;

/** What a user sees first, the same on every database. */
abstract class CommittedChangesArePublished {

    @Singleton
    static class AtStartUp {

        DurableLog.Phase phase;

        void started(@Observes StartupEvent event, DurableLog log) {
            phase = log.status().phase();
        }
    }

    @Inject
    EntityManager entities;
    @Inject
    Outbox outbox;
    @Inject
    CurrentTransaction current;
    @Inject
    @All
    List<MetadataSource> sources;
    @Inject
    Received received;
    @Inject
    DurableLog log;
    @Inject
    AtStartUp atStartUp;

    @Test
    void recoveryIsOverWhenTheApplicationStarts() {
        assertThat(atStartUp.phase).isEqualTo(DurableLog.Phase.SERVING);
    }

    @Test
    void insertUpdateAndDeleteArriveInCommitOrderWithBothImages() throws InterruptedException {
        inTransaction(() -> entities.persist(new Parcel("p1", "Bonn", 3)));
        inTransaction(() -> entities.find(Parcel.class, "p1").place = "Köln");
        inTransaction(() -> entities.remove(entities.find(Parcel.class, "p1")));

        List<JsonObject> events = received.next(3);

        assertThat(events).extracting(event -> event.getString("operation")).containsExactly("insert", "update", "delete");
        assertThat(events).extracting(event -> event.getString("subject")).containsOnly("p1");
        JsonObject update = events.get(1).getJsonObject("data");
        assertThat(update.getJsonObject("before").getString("place")).isEqualTo("Bonn");
        assertThat(update.getJsonObject("after").getString("place")).isEqualTo("Köln");
        assertThat(update.getJsonArray("changed").getList()).containsExactly("place", "version");
        assertThat(events).extracting(event -> Long.valueOf(event.getValue("ordertoken").toString())).isSorted();
    }

    @Test
    void aTransactionThatRollsBackPublishesNothing() throws InterruptedException {
        assertThatThrownBy(() -> inTransaction(() -> {
            entities.persist(new Parcel("p2", "Ulm", 1));
            entities.flush();
            throw new IllegalStateException("changed my mind");
        })).hasMessageContaining("changed my mind");
        inTransaction(() -> entities.persist(new Parcel("p3", "Ulm", 1)));

        assertThat(received.next(1)).extracting(event -> event.getString("subject")).containsExactly("p3");
    }

    @Test
    void explicitEventsTravelWithTheChangesOfTheirTransaction() throws InterruptedException {
        inTransaction(() -> {
            entities.persist(new Parcel("p4", "Trier", 9));
            outbox.append(new Outbox.Event("ParcelAnnounced", "p4", new JsonObject().put("to", "Trier").getMap()));
        });

        List<JsonObject> events = received.next(2);
        assertThat(events).extracting(event -> event.getValue("txid").toString())
                .containsOnly(events.get(0).getValue("txid").toString());
        assertThat(events).extracting(event -> event.getValue("txcount").toString()).containsOnly("2");
        JsonObject announced = events.stream().filter(event -> event.getString("operation").equals("event")).findFirst()
                .orElseThrow();
        assertThat(announced.getJsonObject("data").getString("to")).isEqualTo("Trier");
    }

    /** There are neither users nor traces, and no request is active. */
    @Test
    void anEventSaysNothingOfWhatTheApplicationDoesNotHave() throws InterruptedException {
        inTransaction(() -> entities.persist(new Parcel("p5", "Jena", 2)));

        assertThat(received.next(1).get(0).fieldNames()).doesNotContain("user", "tenant", "requestid", "traceparent", "reason");
        assertThat(sources).extracting(Object::getClass).as("HTTP is there").isEqualTo(List.of(RequestIdSource.class));
    }

    @Test
    void theReasonOfATransactionComesWithItsEvents() throws InterruptedException {
        inTransaction(() -> {
            current.setReason("stocktaking");
            outbox.append(new Outbox.Event("Counted", "k", null));
        });

        assertThat(received.next(1)).extracting(event -> event.getString("reason")).containsExactly("stocktaking");
    }

    @Test
    void anEventWithoutAnyOtherChangeIsPublished() throws InterruptedException {
        inTransaction(() -> outbox.append(new Outbox.Event("Ping", "k", null)));

        assertThat(received.next(1)).extracting(event -> event.getString("subject")).containsExactly("k");
    }

    @Test
    void anEventOutsideATransactionIsRefused() {
        assertThatThrownBy(() -> outbox.append(new Outbox.Event("Ping", "k", null)))
                .isInstanceOf(DurableException.class).hasMessageContaining("DURABLE-0111");
    }

    @Test
    void transactionsThatChangeNothingDurableTouchNeitherLogNorSlots() {
        long before = log.status().log().lastLsn().value();

        inTransaction(() -> entities.createQuery("from Parcel", Parcel.class).getResultList());

        assertThat(log.status().log().lastLsn().value()).isEqualTo(before);
    }

    private static void inTransaction(Runnable work) {
        QuarkusTransaction.requiringNew().run(work);
    }
}
