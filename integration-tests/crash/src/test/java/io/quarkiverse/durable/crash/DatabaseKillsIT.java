package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.comparison.Comparison;

/** SIGKILL of all processes of PostgreSQL while the application runs, alone and together with the application. */
@Tag("process")
class DatabaseKillsIT {

    private static final long SEED = Long.getLong("crash.seed", new Random().nextInt(1_000_000));
    private static final int KILLS = Math.max(2, Integer.getInteger("crash.kills", 3) / 2);
    private static final int CLIENTS = 8;
    private static final int ANSWERS = 100;
    private static final int NANOS_MAX = 20_000_000;

    @Test
    void theApplicationGoesOnWithoutARestart() throws InterruptedException {
        try (Scene scene = Scene.postgresql("database", SEED).set("quarkus.datasource.jdbc.acquisition-timeout", "3S")) {
            App app = scene.startNew();
            Random random = new Random(SEED);
            Clients.Load load = scene.clients().load(app, CLIENTS);
            for (int kill = 1; kill <= KILLS; kill++) {
                load.await(1 + random.nextInt(ANSWERS));
                LockSupport.parkNanos(random.nextInt(NANOS_MAX));
                Postgres.server().kill9();
                Postgres.server().restart();
                load.await(ANSWERS);
            }
            load.stop();
            Comparison comparison = scene.mustBeClean(app, "The database killed " + KILLS + " times, seed " + SEED);
            assertThat(comparison.committed()).isGreaterThan(KILLS * ANSWERS);
        }
    }

    @Test
    void bothAreKilledTogether() throws InterruptedException {
        try (Scene scene = Scene.postgresql("both", SEED)) {
            App app = scene.startNew();
            Random random = new Random(SEED);
            for (int kill = 1; kill <= KILLS; kill++) {
                Clients.Load load = scene.clients().load(app, CLIENTS);
                load.await(1 + random.nextInt(ANSWERS));
                LockSupport.parkNanos(random.nextInt(NANOS_MAX));
                if (random.nextBoolean()) {
                    Postgres.server().kill9();
                    app.process().kill9();
                } else {
                    app.process().kill9();
                    Postgres.server().kill9();
                }
                load.stop();
                Postgres.server().restart();
                app = scene.start();
                scene.mustBeClean(app, "Database and application killed, round " + kill + ", seed " + SEED);
            }
        }
    }
}
