package io.quarkiverse.durable.deployment.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

class EncryptedLogHoldsNoPlaintextTest extends PlaintextOnDisk {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = Secrets.application("encrypted", PlaintextOnDisk.class)
            .overrideConfigKey("quarkus.durable.encryption.keys.\"1\"", "07".repeat(32));

    @Override
    Path directory() {
        return Secrets.directory("encrypted");
    }

    @Override
    void check(Set<String> found) {
        assertThat(found).isEmpty();
    }
}
