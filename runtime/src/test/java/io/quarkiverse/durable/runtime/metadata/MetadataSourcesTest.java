package io.quarkiverse.durable.runtime.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.spi.MetadataSource;
import io.quarkiverse.durable.spi.TransactionMetadata;

class MetadataSourcesTest {

    private final Logger logger = Logger.getLogger("io.quarkiverse.durable");
    private final List<String> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line.getMessage());
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(handler);
    }

    @Test
    void withoutSourcesThereAreTenantAndReason() {
        assertThat(new MetadataSources(List.of()).describe("acme", "why"))
                .isEqualTo(new TransactionMetadata("acme", null, null, null, "why"));
    }

    @Test
    void theLastWordHasTheSourceOfTheApplicationWithTheHighestPriority() {
        BuiltIn builtIn = known -> known.withUser(known.user() + " built in");
        MetadataSource low = known -> known.withUser(known.user() + " low");
        MetadataSource high = known -> known.withUser(known.user() + " high");
        MetadataSources sources = new MetadataSources(List.of(high, builtIn, low));
        assertThat(sources.describe(null, null).user()).isEqualTo("null built in low high");
    }

    @Test
    void oneThatFailsTakesNothingFromTheOthersAndIsNamedOnce() {
        MetadataSource fails = known -> {
            throw new IllegalStateException("no idea");
        };
        MetadataSource lacks = known -> {
            throw new NoClassDefFoundError("gone");
        };
        MetadataSource tooLong = known -> known.withUser("x".repeat(256));
        MetadataSource nothing = known -> null;
        MetadataSources sources = new MetadataSources(
                List.of(fails, known -> known.withRequestId("r"), lacks, tooLong, nothing, known -> known.withUser("ada")));
        for (int i = 0; i < 3; i++) {
            assertThat(sources.describe("acme", "why")).isEqualTo(new TransactionMetadata("acme", "ada", "r", null, "why"));
        }
        assertThat(logged).hasSize(4).allMatch(line -> line.startsWith("DURABLE-0034"));
        assertThat(logged).anyMatch(line -> line.contains("no idea")).anyMatch(line -> line.contains("gone"))
                .anyMatch(line -> line.contains("256 characters")).anyMatch(line -> line.contains("returned null"));
    }

    @Test
    void aTenantThatNoEventCanCarryIsLeftOut() {
        assertThat(new MetadataSources(List.of()).describe("a\nb", "why"))
                .isEqualTo(TransactionMetadata.NONE.withReason("why"));
        assertThat(logged).hasSize(1);
    }
}
