package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.comparison.Comparison;

/**
 * SIGKILL at random moments under load, also with a buffer so small that most transactions put chunks into the log; from
 * {@code -Dcrash.seed} as often as {@code -Dcrash.kills} says.
 */
@Tag("process")
class RandomKillsIT {

    private static final Logger LOG = Logger.getLogger(RandomKillsIT.class);
    private static final int KILLS = Integer.getInteger("crash.kills", 3);
    private static final long SEED = Long.getLong("crash.seed", new Random().nextInt(1_000_000));
    private static final int CLIENTS = 8;
    private static final int ANSWERS_MAX = 500;
    private static final int NANOS_MAX = 20_000_000;

    @ParameterizedTest
    @CsvSource({ "H2,strict,4M", "POSTGRESQL,strict,4M", "POSTGRESQL,staged,4M", "POSTGRESQL,strict,1K",
            "POSTGRESQL,staged,1K" })
    void nothingIsLostAndNothingInvented(Kind kind, String mode, String buffer) throws InterruptedException {
        try (Scene scene = Scene.of(kind, "random", SEED).set("quarkus.durable.commit-mode", mode)
                .set("quarkus.durable.capture.buffer-size", buffer)) {
            App app = scene.startNew();
            Random random = new Random(SEED);
            for (int kill = 1; kill <= KILLS; kill++) {
                killUnderLoad(scene, app, random);
                app = scene.start();
                // every second time killed again while it may still be publishing what the last kill left
                if (kill % 2 == 0 || kill == KILLS) {
                    Comparison comparison = scene.mustBeClean(app, how(kind, mode + " with a buffer of " + buffer, kill));
                    LOG.infof("%s, %s, buffer %s, kill %d of %d, seed %d: %s", kind, mode, buffer, kill, KILLS, SEED,
                            comparison);
                }
            }
        }
    }

    /** With the delay H2 loses commits that it acknowledged: the comparison must be able to see it. */
    @Test
    @EnabledIfSystemProperty(named = "crash.write-delay", matches = "\\d+")
    void anH2ThatDelaysItsWritesIsCaught() throws InterruptedException {
        int delay = Integer.getInteger("crash.write-delay");
        int caught = 0;
        Random random = new Random(SEED);
        for (int kill = 1; kill <= KILLS; kill++) {
            try (Scene scene = Scene.h2("delayed", SEED + kill, delay)) {
                scene.set("quarkus.durable.unknown-database", "start-afresh");
                App app = scene.startNew();
                killUnderLoad(scene, app, random);
                Comparison comparison = scene.compare(scene.start());
                caught += comparison.isFaithful() ? 0 : 1;
                LOG.infof("H2 with WRITE_DELAY=%d, kill %d of %d, seed %d: %s", delay, kill, KILLS, SEED, comparison);
            }
        }
        assertThat(caught).as("kills after which the comparison found something, of %s with WRITE_DELAY=%s", KILLS, delay)
                .isPositive();
    }

    private static void killUnderLoad(Scene scene, App app, Random random) throws InterruptedException {
        Clients.Load load = scene.clients().load(app, CLIENTS);
        load.await(1 + random.nextInt(ANSWERS_MAX));
        LockSupport.parkNanos(random.nextInt(NANOS_MAX));
        app.process().kill9();
        load.stop();
    }

    private static String how(Kind kind, String mode, int kill) {
        return "Kill " + kill + " of " + KILLS + " on " + kind + ", " + mode
                + "; repeat with mvn verify -pl integration-tests/crash -am"
                + " -Dtest=RandomKillsIT -Dsurefire.failIfNoSpecifiedTests=false -Dcrash.kills=" + KILLS + " -Dcrash.seed="
                + SEED;
    }
}
