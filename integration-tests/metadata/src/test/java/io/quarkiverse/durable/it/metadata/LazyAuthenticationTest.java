package io.quarkiverse.durable.it.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** Where users are authenticated when somebody asks, a commit is nobody. */
@QuarkusTest
@TestProfile(LazyAuthenticationTest.Lazy.class)
class LazyAuthenticationTest {

    public static class Lazy implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.auth.proactive", "false", "quarkus.durable.directory", "target/durable-lazy");
        }
    }

    @TestHTTPResource("/orders")
    URI orders;

    @Inject
    Received received;

    @Test
    void whoeverWasAuthenticatedIsTheUser() throws Exception {
        new Client(orders).order(UUID.randomUUID().toString(), "Authorization", Client.ada());
        assertThat(received.next().get("user")).isEqualTo("ada");
    }

    @Test
    void nobodyIsAuthenticatedForTheEvent() throws Exception {
        new Client(orders).order("public/" + UUID.randomUUID(), "Authorization", Client.ada());
        assertThat(received.next().get("user")).isNull();
    }

    /** An authentication that fails would answer the request in place of the resource. */
    @Test
    void norRefusedForIt() throws Exception {
        new Client(orders).order("public/" + UUID.randomUUID(), "Authorization", "Basic bm9ib2R5OndpdGhvdXQ=");
        assertThat(received.next().get("user")).isNull();
    }
}
