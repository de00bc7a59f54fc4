package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.AppProcess;
import io.quarkiverse.durable.servers.comparison.Comparison;

/** Two processes with the same log, because somebody copied its directory (a cloned volume, a restored backup). */
@Tag("process")
class ClonedDirectoryIT {

    private static final long SEED = 6;

    @Test
    void theOlderProcessIsFencedAndRefuses() throws IOException {
        try (Scene original = Scene.postgresql("original", SEED); Scene clone = original.another("clone")) {
            Clients.Client client = original.clients().client();
            App older = original.startNew();
            client.commit(older);
            older.settle();
            copy(older, original, clone);

            App newer = clone.start();
            assertThat(client.order(older, "commit").text()).contains("DURABLE-0312");
            assertThat(client.order(older, "commit").text()).contains("DURABLE-0102");
            assertThat(older.ask("/q/health/ready").text()).contains("FAILED").contains("another process uses the same log");
            clone.clients().client().commit(newer);

            older.process().terminate();
            mustBeRefused(original, "DURABLE-0228: .* another copy of the directory has taken over since");
            clone.clients().client().commit(newer);

            Comparison comparison = clone.compare(newer, original);
            assertThat(comparison.isClean()).as(comparison.toString()).isTrue();
            assertThat(comparison.committed()).isEqualTo(4);
        }
    }

    @Test
    void aCopyThatLacksTransactionsRefusesToStart() throws IOException {
        try (Scene original = Scene.postgresql("original", SEED); Scene clone = original.another("outdated")) {
            Clients.Client client = original.clients().client();
            App app = original.startNew();
            app.settle();
            copy(app, original, clone);
            client.commit(app);

            mustBeRefused(clone, "DURABLE-0222: .* has committed transactions \\[\\d+] of log");
            client.commit(app);
            original.mustBeClean(app, "An outdated copy was started beside it");
        }
    }

    /** Finding 1 of the model, with the numbers that it needs: both give out the same one, in the same slot. */
    @Test
    void anOriginalThatComesBackAfterItsCopyTookOverIsRefusedAndPublishesNothing() throws IOException {
        try (Scene original = Scene.postgresql("comes-back", SEED); Scene clone = original.another("took-over")) {
            Clients.Client client = original.clients().client();
            App app = original.startNew();
            client.commit(app);
            app.settle();
            copy(app, original, clone);
            long before = lastLsn(app);
            app.arm("kill:DURABLE:1");
            assertThatThrownBy(() -> client.order(app, "commit")).isInstanceOf(IOException.class);
            app.awaitDeath();

            App copy = clone.start();
            assertThat(lastLsn(copy)).as("the copy goes on with the number of the transaction that died").isEqualTo(before);
            clone.clients().client().commit(copy);
            copy.settle();
            copy.process().terminate();

            for (int attempt = 0; attempt < 2; attempt++) {
                mustBeRefused(original, "DURABLE-0228: .* another copy of the directory has taken over since");
            }
            App again = clone.start();
            clone.clients().client().commit(again);
            Comparison comparison = clone.compare(again, original);
            assertThat(comparison.isClean()).as(comparison.toString()).isTrue();
            assertThat(comparison.committed()).isEqualTo(4);
        }
    }

    private static long lastLsn(App app) {
        JsonNode lsn = app.status().path("log").path("lastLsn").path("value");
        assertThat(lsn.isIntegralNumber()).as("last LSN in %s", app.status()).isTrue();
        return lsn.asLong();
    }

    private static void mustBeRefused(Scene scene, String why) {
        try (AppProcess process = scene.launch(Map.of())) {
            assertThat(process.waitForExit()).as("exit code, output in %s", process.output()).isEqualTo(1);
            process.awaitLine(why);
        }
    }

    /** The application stands still meanwhile, as a volume's snapshot would have it. */
    private static void copy(App running, Scene from, Scene to) throws IOException {
        running.process().freeze();
        try (Stream<Path> all = Files.walk(from.log())) {
            for (Path file : all.toList()) {
                Files.copy(file, to.log().resolve(from.log().relativize(file).toString()));
            }
        } finally {
            running.process().thaw();
        }
    }
}
