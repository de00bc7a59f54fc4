package io.quarkiverse.durable.deployment.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.spi.KeyProvider;
import io.quarkiverse.durable.wal.KeyRing;
import io.quarkiverse.durable.wal.WalStatus;
import io.quarkus.test.QuarkusUnitTest;

class KeysRotateWhileTheApplicationRunsTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = Secrets.application("rotating", Safe.class)
            .overrideConfigKey("quarkus.durable.encryption.refresh-interval", "100ms");

    /** Has as many keys as were asked of it; the newest is active. */
    @ApplicationScoped
    public static class Safe implements KeyProvider {

        private volatile int first = 1;
        private volatile int last = 1;

        void keep(int from, int to) {
            first = from;
            last = to;
        }

        @Override
        public KeyRing keys() {
            Map<Long, byte[]> keys = new HashMap<>();
            for (int id = first; id <= last; id++) {
                byte[] key = new byte[KeyRing.KEY_BYTES];
                Arrays.fill(key, (byte) id);
                keys.put((long) id, key);
            }
            return new KeyRing(last, keys);
        }
    }

    @Inject
    Secrets secrets;
    @Inject
    Safe safe;
    @Inject
    DurableLog log;

    @Test
    @Timeout(60)
    void aNewKeyIsUsedWithoutARestartAndAnOldOneGoesWhenNothingNeedsIt() throws InterruptedException {
        List<String> written = new ArrayList<>();
        write(written);
        assertThat(log.status().log().segments()).extracting(WalStatus.Segment::keyId).containsOnly(1L);

        for (long key = 2; key <= 3; key++) {
            safe.keep(1, (int) key);
            if (key == 2) {
                log.refreshKeys();
            } // else it is asked for by and by
            while (!log.status().log().keysNeeded().contains(key)) {
                write(written);
            }
        }
        assertThat(secrets.nextSubjects(written.size())).isEqualTo(written);
        while (log.status().log().keysNeeded().contains(1L)) {
            write(written);
            secrets.nextSubjects(1);
        }
        safe.keep(2, 3);
        log.refreshKeys();
        write(written);
        assertThat(secrets.nextSubjects(1)).containsExactly(written.get(written.size() - 1));
        assertThat(log.status().log().keysNeeded()).contains(3L).doesNotContain(1L);
    }

    private void write(List<String> written) {
        String id = "s" + written.size();
        secrets.write(id, "x");
        written.add(id);
    }
}
