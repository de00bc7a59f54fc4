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

/** What an application does not want in its events is not there. */
@QuarkusTest
@TestProfile(SwitchedOffTest.Off.class)
class SwitchedOffTest {

    public static class Off implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.durable.metadata.user", "false", "quarkus.durable.metadata.trace-context", "false",
                    "quarkus.durable.metadata.request-id-header", "X-Correlation-ID", "quarkus.durable.directory",
                    "target/durable-off");
        }
    }

    @TestHTTPResource("/orders")
    URI orders;

    @Inject
    Received received;

    @Test
    void onlyWhatIsWantedIsThere() throws Exception {
        new Client(orders).order(UUID.randomUUID().toString(), "Authorization", Client.ada(), "X-Correlation-ID", "c-1",
                "X-Request-ID", "r-1", Tenants.HEADER, "acme");

        Received.Event event = received.next();
        assertThat(event.json().fieldNames()).doesNotContain("user", "traceparent");
        assertThat(event.span().isValid()).isFalse();
        assertThat(event.get("requestid")).isEqualTo("c-1");
        assertThat(event.get("tenant")).isEqualTo("acme");
    }
}
