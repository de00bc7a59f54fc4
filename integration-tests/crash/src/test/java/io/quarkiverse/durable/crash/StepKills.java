package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.AppProcess;
import io.quarkiverse.durable.servers.comparison.Comparison;

/**
 * SIGKILL at each step of the commit protocol and of the log. One installation is killed at one after the other; what one kill
 * did is still seen after the next.
 */
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StepKills {

    private static final int ORDERS_MAX = 2_000;
    private static final long SEED = 1;

    private final Kind kind;
    private final String mode;
    private Scene scene;
    private App app;

    StepKills(Kind kind, String mode) {
        this.kind = kind;
        this.mode = mode;
    }

    @BeforeAll
    void install() {
        scene = Scene.of(kind, "steps-" + mode, SEED).set("quarkus.durable.commit-mode", mode);
        app = scene.startNew();
    }

    @AfterAll
    void end() {
        scene.close();
    }

    List<String> steps() {
        return List.of("APPENDED:3", "MARKED:3", "DURABLE:3", "COMMITTED:2", "NOT_COMMITTED:1", "OUTCOME:2", "PUBLISHING:2",
                "PUBLISHED:2", "batchStarted:2", "batchDurable:2", "segmentOpened:1", "segmentReleased:1", "truncated:1",
                "cursorSaved:2");
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aKillAt(String step) throws IOException {
        ensureRunning();
        Clients.Client client = scene.clients().client();
        client.commit(app);
        app.arm("kill:" + step);
        orderUntilItDies(client);
        app = scene.start();
        scene.mustBeClean(app, "Killed at " + step + " on " + kind);
        scene.clients().client().commit(app);
        scene.mustBeClean(app, "Gone on after a kill at " + step + " on " + kind);
    }

    @Test
    void killsDuringTheRecoveryFromAKill() throws IOException {
        ensureRunning();
        Clients.Client client = scene.clients().client();
        app.arm("kill:COMMITTED:1");
        orderUntilItDies(client);
        for (String step : List.of("batchStarted:1", "batchDurable:1")) {
            try (AppProcess process = scene.launch(Map.of("crash.arm", "kill:" + step))) {
                assertThat(process.waitForExit()).as("killed at %s while it recovers, output in %s", step, process.output())
                        .isEqualTo(App.KILLED);
            }
        }
        app = scene.start();
        Comparison comparison = scene.mustBeClean(app, "Killed twice while recovering on " + kind);
        assertThat(comparison.committed()).isPositive();
    }

    private void ensureRunning() {
        if (!app.isAlive()) {
            app = scene.start();
        }
    }

    private void orderUntilItDies(Clients.Client client) {
        try {
            for (int i = 0; i < ORDERS_MAX; i++) {
                App.Answer unused = client.order(app);
            }
        } catch (IOException e) {
            app.awaitDeath();
            return;
        }
        throw new AssertionError("The step was not reached in " + ORDERS_MAX + " transactions, output in "
                + app.process().output());
    }
}
