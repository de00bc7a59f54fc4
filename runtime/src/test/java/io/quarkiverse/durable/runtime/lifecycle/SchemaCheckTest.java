package io.quarkiverse.durable.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.config.SchemaConfig;
import io.quarkiverse.durable.runtime.journal.MemoryWal;
import io.quarkiverse.durable.runtime.schema.EntitySchema;
import io.quarkiverse.durable.runtime.schema.EntitySchema.Column;
import io.quarkiverse.durable.runtime.schema.EntitySchema.Kind;
import io.quarkiverse.durable.runtime.schema.EntitySchema.Property;
import io.quarkiverse.durable.runtime.schema.SchemaCatalog;
import io.quarkiverse.durable.runtime.schema.SchemaJson;
import io.quarkus.runtime.LaunchMode;

class SchemaCheckTest {

    private static final EntitySchema NUMBER = schema(Kind.INTEGER, "BIGINT");
    private static final EntitySchema TEXT = schema(Kind.TEXT, "VARCHAR");

    private final MemoryWal wal = new MemoryWal(true);

    private static EntitySchema schema(Kind kind, String type) {
        return new EntitySchema("Order", "Order", "orders", List.of("id"),
                List.of(new Property("id", kind, List.of(new Column("id", type)))));
    }

    private record Config(Optional<Incompatible> incompatible, Optional<Set<String>> accepted) implements SchemaConfig {

        static final Config DEFAULT = new Config(Optional.empty(), Optional.empty());

        static Config accepting(String... changes) {
            return new Config(Optional.empty(), Optional.of(Set.of(changes)));
        }
    }

    private SchemaCatalog kept() {
        return SchemaJson.read(Objects.requireNonNull(wal.attached(SchemaJson.ATTACHMENT)));
    }

    private void start(EntitySchema now, SchemaConfig config, LaunchMode mode) {
        SchemaCheck.run(wal, List.of(now), config, mode);
    }

    @Test
    void theFirstStartKeepsWhatThereIs() {
        start(NUMBER, Config.DEFAULT, LaunchMode.NORMAL);
        assertThat(kept().current()).containsExactly(NUMBER);
    }

    @Test
    void inProductionAChangeThatOthersCannotFollowEndsTheStartUntilItIsAccepted() {
        start(NUMBER, Config.DEFAULT, LaunchMode.NORMAL);
        wal.append(1, ByteBuffer.allocate(1));
        SchemaConfig another = Config.accepting("Order:" + NUMBER.id(), "Invoice:" + TEXT.id());
        for (SchemaConfig config : List.of(Config.DEFAULT, another)) {
            assertThatThrownBy(() -> start(TEXT, config, LaunchMode.NORMAL)).isInstanceOf(DurableException.class)
                    .hasMessageContaining("DURABLE-0251").hasMessageContaining("its id was INTEGER and is TEXT")
                    .hasMessageContaining("accepted as Order:" + TEXT.id());
            assertThat(kept().current()).containsExactly(NUMBER);
        }
        start(TEXT, Config.accepting("Order:" + TEXT.id()), LaunchMode.NORMAL);
        assertThat(kept().current()).containsExactly(TEXT);
        assertThat(kept().entries()).as("there are records of the first one").hasSize(2);
        start(TEXT, Config.DEFAULT, LaunchMode.NORMAL);
    }

    @Test
    void inDevAndTestModeAWarningIsEnoughUnlessTheConfigurationSaysOtherwise() {
        for (LaunchMode mode : List.of(LaunchMode.DEVELOPMENT, LaunchMode.TEST)) {
            start(NUMBER, Config.DEFAULT, mode);
            start(TEXT, Config.DEFAULT, mode);
            assertThat(kept().current()).containsExactly(TEXT);
        }
        SchemaConfig fail = new Config(Optional.of(SchemaConfig.Incompatible.FAIL), Optional.empty());
        assertThatThrownBy(() -> start(NUMBER, fail, LaunchMode.DEVELOPMENT)).hasMessageContaining("DURABLE-0251");
        SchemaConfig warn = new Config(Optional.of(SchemaConfig.Incompatible.WARN), Optional.empty());
        start(NUMBER, warn, LaunchMode.NORMAL);
        assertThat(kept().current()).containsExactly(NUMBER);
    }

    @Test
    void whatANewerVersionKeptIsNotOverwritten() {
        wal.attach(SchemaJson.ATTACHMENT, StandardCharsets.UTF_8.encode("{\"layout\": 2}"));
        assertThatThrownBy(() -> start(NUMBER, Config.DEFAULT, LaunchMode.NORMAL)).hasMessageContaining("DURABLE-0252")
                .hasMessageContaining("layout 2");
        assertThatThrownBy(this::kept).hasMessageContaining("layout 2");
    }
}
