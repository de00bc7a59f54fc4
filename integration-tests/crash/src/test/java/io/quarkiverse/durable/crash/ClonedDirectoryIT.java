package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.AppProcess;

/** Two processes with the same log, because somebody copied its directory (a cloned volume, a restored backup). */
@Tag("process")
class ClonedDirectoryIT {

    private static final long SEED = 6;

    @Test
    void theOlderProcessIsFencedAndRefuses() throws IOException {
        try (Scene original = Scene.postgresql("original", SEED); Scene clone = original.another("clone")) {
            Clients.Client client = original.clients().client();
            App stopped = original.startNew();
            client.commit(stopped);
            stopped.settle();
            stopped.process().terminate();
            copy(original.log(), clone.log());

            App older = original.start();
            App newer = clone.start();
            assertThat(client.order(older, "commit").text()).contains("DURABLE-0312");
            assertThat(client.order(older, "commit").text()).contains("DURABLE-0102");
            assertThat(older.ask("/q/health/ready").text()).contains("FAILED").contains("another process uses the same log");
            clone.clients().client().commit(newer);

            Comparison comparison = clone.compare(newer, original);
            assertThat(comparison.isClean()).as(comparison.toString()).isTrue();
            assertThat(comparison.committed()).isEqualTo(3);
        }
    }

    @Test
    void aCopyThatLacksTransactionsRefusesToStart() throws IOException {
        try (Scene original = Scene.postgresql("original", SEED); Scene clone = original.another("outdated")) {
            Clients.Client client = original.clients().client();
            App stopped = original.startNew();
            stopped.settle();
            stopped.process().terminate();
            copy(original.log(), clone.log());
            App app = original.start();
            client.commit(app);

            try (AppProcess process = clone.launch(Map.of())) {
                assertThat(process.waitForExit()).as("exit code, output in %s", process.output()).isEqualTo(1);
                process.awaitLine("DURABLE-0222: .* has committed transactions \\[\\d+] of log");
            }
            client.commit(app);
            original.mustBeClean(app, "An outdated copy was started beside it");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
