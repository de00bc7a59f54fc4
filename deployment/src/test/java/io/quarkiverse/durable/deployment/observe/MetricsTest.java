package io.quarkiverse.durable.deployment.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.DurableLog;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.QuarkusUnitTest;

class MetricsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final SimpleMeterRegistry REGISTRY = new SimpleMeterRegistry();

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Crate.class, Consumer.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:metrics")
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/metrics")
            .overrideConfigKey("quarkus.durable.in-doubt.completion-patience", "500ms")
            .overrideConfigKey("quarkus.durable.holder-policy", "wait")
            .overrideConfigKey("quarkus.durable.holder-patience", "500ms")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.hibernate-orm.schema-management.strategy", "drop-and-create");

    @Entity
    @Durable
    static class Crate {

        @Id
        String id;
    }

    @ApplicationScoped
    static class Consumer {

        @Incoming("Crate")
        void crate(String event) {
            // only its commit matters
        }
    }

    @Inject
    EntityManager entities;
    @Inject
    TransactionSynchronizationRegistry transactions;
    @Inject
    DurableLog log;

    @BeforeAll
    static void collect() {
        Metrics.addRegistry(REGISTRY);
    }

    @AfterAll
    static void stopCollecting() {
        Metrics.removeRegistry(REGISTRY);
    }

    /** Its commit hangs and nobody may end its session, so it stays in doubt until it goes on. */
    @Test
    void transactionsInDoubtAreCountedWhileTheyAreAndAfterwards() throws InterruptedException {
        assertThat(value("durable.in.doubt")).isZero();
        assertThat(value("durable.in.doubt.age")).isZero();
        assertThat(resolved("committed")).isZero();
        CountDownLatch mayCommit = new CountDownLatch(1);
        Thread committing = new Thread(() -> QuarkusTransaction.requiringNew().run(() -> {
            Crate crate = new Crate();
            crate.id = "hangs";
            entities.persist(crate);
            entities.flush();
            transactions.registerInterposedSynchronization(afterTheProtocol(mayCommit));
        }));
        committing.start();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(value("durable.in.doubt")).isEqualTo(1));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(value("durable.in.doubt.age")).isPositive());

        mayCommit.countDown();
        committing.join(PATIENCE.toMillis());

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(value("durable.in.doubt")).isZero());
        assertThat(resolved("committed")).isEqualTo(1);
        assertThat(resolved("rolled-back")).isZero();
        assertThat(log.status().counts().resolvedCommitted()).isEqualTo(1);
    }

    /** Registers itself again and again while the protocol does the same, and so comes after it. */
    private Synchronization afterTheProtocol(CountDownLatch until) {
        return before(() -> transactions.registerInterposedSynchronization(before(
                () -> transactions.registerInterposedSynchronization(before(() -> hang(until))))));
    }

    private static void hang(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Synchronization before(Runnable work) {
        return new Synchronization() {
            @Override
            public void beforeCompletion() {
                work.run();
            }

            @Override
            public void afterCompletion(int status) {
                // only the moment before matters
            }
        };
    }

    private static double value(String gauge) {
        return REGISTRY.get(gauge).gauge().value();
    }

    private static double resolved(String outcome) {
        return REGISTRY.get("durable.in.doubt.resolved").tag("outcome", outcome).functionCounter().count();
    }
}
