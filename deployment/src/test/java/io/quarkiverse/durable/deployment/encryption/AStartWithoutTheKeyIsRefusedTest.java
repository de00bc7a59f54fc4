package io.quarkiverse.durable.deployment.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.durable.wal.KeyRing;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.engine.WalEngine;
import io.quarkus.test.QuarkusUnitTest;

class AStartWithoutTheKeyIsRefusedTest {

    private static final String LOG = "missing-key";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = Secrets.application(LOG)
            .setBeforeAllCustomizer(AStartWithoutTheKeyIsRefusedTest::encryptedWithKeyNine)
            .overrideConfigKey("quarkus.durable.encryption.keys.\"8\"", "08".repeat(32))
            .assertException(error -> assertThat(error).hasMessageContaining("DURABLE-0202").hasMessageContaining("key 9")
                    .hasMessageContaining("wal-00000000000000000001.seg")
                    .hasMessageContaining("quarkus.durable.encryption.keys")
                    .hasMessageNotContaining("0808"));

    private static void encryptedWithKeyNine() {
        Secrets.delete(Secrets.directory(LOG));
        WalOptions options = WalOptions.defaults(Secrets.directory(LOG));
        SegmentCipher cipher = SegmentCipher.aesGcm(() -> new KeyRing(9, Map.of(9L, new byte[KeyRing.KEY_BYTES])), false);
        try (Wal wal = WalEngine.open(options, WalListener.NONE, WalEngine.Environment.real(options, cipher))) {
            wal.append(1, ByteBuffer.allocate(1)).await();
        }
    }

    @Test
    void theStartSaysWhichKeyIsMissing() {
        fail("the application started");
    }
}
