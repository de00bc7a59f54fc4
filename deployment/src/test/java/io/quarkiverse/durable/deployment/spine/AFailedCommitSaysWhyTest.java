package io.quarkiverse.durable.deployment.spine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.DurableLog;
import io.quarkus.test.QuarkusUnitTest;

class AFailedCommitSaysWhyTest {

    private static final int OVER_THE_LIMIT = 3_000;

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Parcel.class, Received.class, Parcels.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:failed")
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/failed")
            .overrideConfigKey("quarkus.durable.log.max-record-size", "2K")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.hibernate-orm.schema-management.strategy", "drop-and-create");

    @ApplicationScoped
    @Transactional
    static class Parcels {

        @Inject
        EntityManager entities;

        void send(String id, String place) {
            entities.persist(new Parcel(id, place, 1));
        }

        Parcel find(String id) {
            return entities.find(Parcel.class, id);
        }
    }

    @Inject
    Parcels parcels;
    @Inject
    Received received;
    @Inject
    DurableLog log;

    @Test
    void aRecordOverTheLimitRollsBackAndTheCallerGetsTheReason() throws InterruptedException {
        long last = log.status().log().lastLsn().value();

        assertThatThrownBy(() -> parcels.send("big", "x".repeat(250).repeat(OVER_THE_LIMIT / 250)))
                .isInstanceOf(DurableException.class)
                .hasMessageContaining("DURABLE-0121").hasMessageContaining("2048").hasMessageContaining("rolled back");

        assertThat(parcels.find("big")).isNull();
        assertThat(log.status().log().lastLsn().value()).isEqualTo(last);
        parcels.send("small", "Kiel");
        assertThat(received.next(1)).extracting(event -> event.getString("subject")).containsExactly("small");
    }
}
