package io.quarkiverse.durable.it.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** What events say by themselves. */
@QuarkusTest
class MetadataTest {

    @TestHTTPResource("/orders")
    URI orders;

    @Inject
    Received received;
    @Inject
    Audit audit;
    @Inject
    SessionFactory factory;

    private final String id = UUID.randomUUID().toString();
    private Client client;

    @BeforeEach
    void connect() {
        client = new Client(orders);
    }

    @AfterEach
    void noMoreRules() {
        audit.rule(UnaryOperator.identity());
    }

    @Test
    void anHttpRequestIsDescribedInFull() throws Exception {
        client.order(id + "?reason=moved%20house", "Authorization", Client.ada(), "X-Request-ID", "r-17", Tenants.HEADER,
                "acme");

        Received.Event event = received.next();
        assertThat(event.get("subject")).isEqualTo(id);
        assertThat(event.get("user")).isEqualTo("ada");
        assertThat(event.get("tenant")).isEqualTo("acme");
        assertThat(event.get("requestid")).isEqualTo("r-17");
        assertThat(event.get("reason")).isEqualTo("moved house");
        assertThat(event.get("traceparent")).matches("00-" + Client.TRACE + "-[0-9a-f]{16}-01")
                .as("the span of the server, not the client's").doesNotContain("00f067aa0ba902b7");
        assertThat(event.span().getTraceId()).isEqualTo(Client.TRACE);
        assertThat(event.get("traceparent")).contains(event.span().getSpanId());
    }

    @Test
    void anAnonymousRequestHasNoUser() throws Exception {
        client.order("public/" + id);

        Received.Event event = received.next();
        assertThat(event.json().fieldNames()).doesNotContain("user", "requestid", "reason").contains("traceparent");
    }

    @Test
    void aRequestIdThatIsNoneIsLeftOut() throws Exception {
        client.order("public/" + id, "X-Request-ID", "x".repeat(256));
        assertThat(received.next().json().fieldNames()).doesNotContain("requestid");
        client.order("public/" + UUID.randomUUID(), "X-Request-ID", "x".repeat(255));
        assertThat(received.next().get("requestid")).hasSize(255);
    }

    /** On a thread of its own, where no request is. */
    @Test
    void aJobIsNobodys() throws Exception {
        CompletableFuture.runAsync(() -> QuarkusTransaction.requiringNew().run(() -> {
            try (Session session = factory.withOptions().tenantIdentifier((Object) "acme").openSession()) {
                session.persist(new Order(id));
                session.flush();
            }
        }), task -> new Thread(task, "job").start()).get(30, TimeUnit.SECONDS);

        Received.Event event = received.next();
        assertThat(event.get("subject")).isEqualTo(id);
        assertThat(event.json().fieldNames()).doesNotContain("user", "requestid", "traceparent", "reason");
        assertThat(event.get("tenant")).isEqualTo("acme");
        assertThat(event.span().isValid()).isFalse();
    }

    @Test
    void aTransactionMayWriteForSeveralTenants() throws Exception {
        QuarkusTransaction.requiringNew().run(() -> List.of("red", "blue").forEach(tenant -> {
            try (Session session = factory.withOptions().tenantIdentifier((Object) tenant).openSession()) {
                session.persist(new Order(tenant + id));
                session.flush();
            }
        }));

        List<Received.Event> both = List.of(received.next(), received.next());
        assertThat(both).extracting(event -> event.get("subject"), event -> event.get("tenant"))
                .containsExactly(tuple("red" + id, "red"), tuple("blue" + id, "blue"));
        assertThat(both).extracting(event -> event.get("txid")).containsOnly(both.get(0).get("txid"));
    }

    /** A statement of the application writes for the tenant of its request. */
    @Test
    void aStatementWritesForATenantToo() throws Exception {
        client.order(id, "Authorization", Client.ada(), Tenants.HEADER, "acme");
        client.order(id + "/cancel", "Authorization", Client.ada(), Tenants.HEADER, "acme");

        List<Received.Event> both = List.of(received.next(), received.next());
        assertThat(both).extracting(event -> event.get("operation"), event -> event.get("tenant"), event -> event.get("user"))
                .containsExactly(tuple("insert", "acme", "ada"), tuple("delete", "acme", "ada"));
    }

    @Test
    void theApplicationHasTheLastWord() throws Exception {
        audit.rule(known -> known.withUser("somebody like " + known.user()).withRequestId(null).withReason("audited"));
        client.order(id + "?reason=mine", "Authorization", Client.ada(), "X-Request-ID", "r-18");

        Received.Event event = received.next();
        assertThat(event.get("user")).isEqualTo("somebody like ada");
        assertThat(event.get("requestid")).isNull();
        assertThat(event.get("reason")).isEqualTo("audited");
    }

    @Test
    void aSourceThatFailsFailsNoCommit() throws Exception {
        audit.rule(known -> {
            throw new IllegalStateException("nothing is known");
        });
        client.order(id + "?reason=mine", "Authorization", Client.ada());

        Received.Event event = received.next();
        assertThat(event.get("user")).isEqualTo("ada");
        assertThat(event.get("reason")).isEqualTo("mine");
    }
}
