package io.quarkiverse.durable.deployment.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.wal.WalStatus;
import io.quarkus.credentials.CredentialsProvider;
import io.quarkus.test.QuarkusUnitTest;

class KeysFromACredentialsProviderTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = Secrets.application("credentials", Vault.class)
            .overrideConfigKey("quarkus.durable.encryption.credentials-provider", "log-keys")
            .overrideConfigKey("quarkus.durable.encryption.credentials-provider-name", "vault");

    @ApplicationScoped
    @Named("vault")
    public static class Vault implements CredentialsProvider {

        @Override
        public Map<String, String> getCredentials(String name) {
            return name.equals("log-keys")
                    ? Map.of("4", "04".repeat(32), "5", "05".repeat(32), "active", "4", "expires-at", "never")
                    : Map.of();
        }
    }

    @Inject
    Secrets secrets;
    @Inject
    DurableLog log;

    @Test
    void theLogIsEncryptedWithTheKeyThatIsActiveThere() throws InterruptedException {
        secrets.write("a", "b");
        assertThat(secrets.nextSubjects(1)).containsExactly("a");
        assertThat(log.status().log().segments()).extracting(WalStatus.Segment::keyId).containsOnly(4L);
    }
}
