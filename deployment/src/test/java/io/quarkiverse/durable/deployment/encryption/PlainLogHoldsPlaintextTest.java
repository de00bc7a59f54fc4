package io.quarkiverse.durable.deployment.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

/** The search finds what is there: the control of the test with encryption. */
class PlainLogHoldsPlaintextTest extends PlaintextOnDisk {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = Secrets.application("plain", PlaintextOnDisk.class);

    @Override
    Path directory() {
        return Secrets.directory("plain");
    }

    @Override
    void check(Set<String> found) {
        assertThat(found).isEqualTo(allValues());
    }
}
