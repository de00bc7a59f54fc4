package io.quarkiverse.durable.deployment.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

class ABadKeyEndsTheStartTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = Secrets.application("bad-key")
            .overrideConfigKey("quarkus.durable.encryption.keys.\"3\"", "not-a-key-but-a-secret")
            .assertException(error -> assertThat(error).hasMessageContaining("DURABLE-0206").hasMessageContaining("key 3")
                    .hasMessageContaining("32 bytes").hasMessageNotContaining("not-a-key-but-a-secret"));

    @Test
    void theStartSaysWhichKeyIsBadAndNotWhatItIs() {
        fail("the application started");
    }
}
