package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.AppProcess;
import io.quarkiverse.durable.servers.comparison.Comparison;

/** Commits that wait for the database alone. */
@Tag("process")
class StagedIT {

    private static final String MODE = "quarkus.durable.commit-mode";
    private static final long SEED = Long.getLong("crash.seed", new Random().nextInt(1_000_000));
    private static final int CLIENTS = 8;
    private static final int OVER_THE_LIMIT = 3_000;

    /** What the log was to write and never did is what a crash of the machine takes: all of it was acknowledged. */
    @Test
    void whatTheLogLostWithItsUnsyncedEndComesBackFromTheSlots() throws IOException {
        try (Scene scene = staged("unsynced")) {
            App app = scene.startNew();
            app.settle();
            app.arm("hold:batchStarted:1");
            for (int i = 1; i <= 12; i++) {
                commit(scene, app, "lost" + i, 10);
            }
            app.process().kill9();

            app = scene.start();
            app.process().awaitLine("DURABLE-0019: 12 transactions that the log had lost");
            Comparison comparison = scene.mustBeClean(app, "Killed before the log wrote anything");
            assertThat(comparison.committed()).isEqualTo(13);
            scene.clients().client().commit(app);
            app.process().kill9();
            scene.mustBeClean(scene.start(), "Killed once more");
        }
    }

    @Test
    void aCommitWhoseRecordIsTooLongForTheSlotWaitsForTheLog() throws IOException {
        try (Scene scene = staged("long")) {
            App app = scene.startNew();
            app.arm("kill:STAGED:1");
            commit(scene, app, "long", OVER_THE_LIMIT);
            mustDieOf(app, "short", 10);
            app = scene.start();
            app.arm("kill:DURABLE:1");
            commit(scene, app, "short-again", 10);
            mustDieOf(app, "long-again", OVER_THE_LIMIT);
            Comparison comparison = scene.mustBeClean(scene.start(), "Killed with short and long records");
            assertThat(comparison.committed()).isEqualTo(3);
        }
    }

    @Test
    void aLogThatIsBehindKeepsItsSlotsAndCommitsThatFindNoneAreRefused() throws IOException {
        try (Scene scene = staged("slots").set("quarkus.durable.staged.max-slots", "4")
                .set("quarkus.durable.staged.slot-wait", "200MS")) {
            App app = scene.startNew();
            app.settle();
            app.arm("hold:batchStarted:1");
            for (int i = 1; i <= 4; i++) {
                commit(scene, app, "held" + i, 10);
            }
            assertThat(app.ask(transfer("refused", 10)).text()).contains("DURABLE-0124").contains("All 4 slots");
            app.must("/release");
            app.settle();
            commit(scene, app, "after", 10);
            Comparison comparison = scene.mustBeClean(app, "All slots were in use");
            assertThat(comparison.committed()).isEqualTo(6);
        }
    }

    @Test
    void theModesAlternateFromStartToStart() throws InterruptedException {
        try (Scene scene = Scene.postgresql("alternating", SEED)) {
            App app = scene.startNew();
            Random random = new Random(SEED);
            for (String next : List.of("staged", "strict", "staged", "strict")) {
                Clients.Load load = scene.clients().load(app, CLIENTS);
                load.await(50 + random.nextInt(150));
                LockSupport.parkNanos(random.nextInt(20_000_000));
                app.process().kill9();
                load.stop();
                app = scene.start(Map.of(MODE, next));
                scene.mustBeClean(app, "Started as " + next + ", seed " + SEED);
            }
        }
    }

    @Test
    void applicationAndDatabaseAreKilledTogether() throws InterruptedException {
        try (Scene scene = staged("both-staged")) {
            App app = scene.startNew();
            Random random = new Random(SEED);
            for (int kill = 1; kill <= 3; kill++) {
                Clients.Load load = scene.clients().load(app, CLIENTS);
                load.await(1 + random.nextInt(100));
                LockSupport.parkNanos(random.nextInt(20_000_000));
                Postgres.server().kill9();
                app.process().kill9();
                load.stop();
                Postgres.server().restart();
                app = scene.start();
                scene.mustBeClean(app, "Database and application killed, round " + kill + ", seed " + SEED);
            }
        }
    }

    @Test
    void whatItCannotRelyOnIsRefused() {
        try (Scene scene = staged("refused")) {
            scene.startNew().process().terminate();
            mustNotStart(scene, Map.of("quarkus.datasource.jdbc.new-connection-sql", "set synchronous_commit = off"),
                    "DURABLE-0226: .*synchronous_commit=off");
            mustNotStart(scene, Map.of("quarkus.durable.log.sync", "interval"), "DURABLE-0207: quarkus.durable.log.sync");
            mustNotStart(scene, Map.of("quarkus.durable.staged.inline-limit", "5000"), "DURABLE-0207: .*inline-limit is 5000");
            mustNotStart(scene, Map.of("quarkus.durable.staged.max-slots", "0"), "DURABLE-0207: .*max-slots is 0");
            mustNotStart(scene, Map.of("quarkus.durable.datasource.other.commit-mode", "strict"), "DURABLE-0207: .*other");
            mustNotStart(scene, Map.of(MODE, "log"), "commit-mode");
            scene.mustBeClean(scene.start(), "Nothing of that did harm");
        }
    }

    private static Scene staged(String name) {
        // in a small segment a log that is held has soon no room, and that is what commits would wait for
        return Scene.postgresql(name, SEED).set(MODE, "staged").set("quarkus.durable.log.segment-size", "4M");
    }

    private static String transfer(String marker, int memoBytes) {
        return "/transfer?marker=" + marker + "&from=1&to=2&amount=1&event=true&memo=" + memoBytes + "&end=commit";
    }

    private static void commit(Scene scene, App app, String marker, int memoBytes) {
        app.must(transfer(marker, memoBytes));
        scene.clients().acknowledged().add(marker);
    }

    private static void mustDieOf(App app, String marker, int memoBytes) {
        try {
            throw new AssertionError("It was to die and answered " + app.ask(transfer(marker, memoBytes)));
        } catch (IOException e) {
            app.awaitDeath();
        }
    }

    private static void mustNotStart(Scene scene, Map<String, String> with, String why) {
        try (AppProcess process = scene.launch(with)) {
            assertThat(process.waitForExit()).as("exit code with %s, output in %s", with, process.output()).isEqualTo(1);
            process.awaitLine(why);
        }
    }
}
