package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.PostgresPair;
import io.quarkiverse.durable.servers.comparison.Comparison;
import io.quarkiverse.durable.servers.comparison.Ledger;

/**
 * The primary is killed under load and its synchronous standby promoted, from {@code -Dcrash.seed} as often as
 * {@code -Dcrash.failovers} says. The application knows both addresses.
 */
@Tag("process")
class FailoverIT {

    private static final Logger LOG = Logger.getLogger(FailoverIT.class);
    private static final int FAILOVERS = Integer.getInteger("crash.failovers", 1);
    private static final long SEED = Long.getLong("crash.seed", new Random().nextInt(1_000_000));
    private static final int CLIENTS = 8;
    private static final int ANSWERS = 100;
    private static final int NANOS_MAX = 20_000_000;

    private static PostgresPair pair;

    @BeforeAll
    static void start() {
        pair = PostgresPair.start(PostgresPair.Replication.SYNCHRONOUS);
    }

    @AfterAll
    static void close() {
        pair.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "strict", "staged" })
    void theApplicationGoesOnWithoutARestart(String mode) throws InterruptedException {
        try (Scene scene = scene("failover", mode)) {
            App app = scene.startNew();
            long opening = money(app);
            Random random = new Random(SEED);
            for (int failover = 1; failover <= FAILOVERS; failover++) {
                Clients.Load load = scene.clients().load(app, CLIENTS);
                awaitMoment(load, random);
                pair.primary().kill9();
                pair.promote();
                pair.rebuild();
                load.await(ANSWERS);
                load.stop();
                mustBeClean(scene, app, opening, mode + ", failover " + failover + " of " + FAILOVERS);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "strict", "staged" })
    void theApplicationIsKilledAsWellAndStartsOnTheNewPrimary(String mode) throws InterruptedException {
        try (Scene scene = scene("failover-both", mode)) {
            App app = scene.startNew();
            long opening = money(app);
            Random random = new Random(SEED);
            for (int failover = 1; failover <= FAILOVERS; failover++) {
                Clients.Load load = scene.clients().load(app, CLIENTS);
                awaitMoment(load, random);
                if (random.nextBoolean()) {
                    pair.primary().kill9();
                    app.process().kill9();
                } else {
                    app.process().kill9();
                    pair.primary().kill9();
                }
                load.stop();
                pair.promote();
                pair.rebuild();
                app = scene.start();
                mustBeClean(scene, app, opening, mode + ", failover and kill " + failover + " of " + FAILOVERS);
            }
        }
    }

    private static Scene scene(String name, String mode) {
        return Scene.postgresql(name, SEED, pair.createDatabase("failover")).set("quarkus.durable.commit-mode", mode)
                .set("quarkus.datasource.jdbc.acquisition-timeout", "3S");
    }

    private static void awaitMoment(Clients.Load load, Random random) throws InterruptedException {
        load.await(1 + random.nextInt(ANSWERS));
        LockSupport.parkNanos(random.nextInt(NANOS_MAX));
    }

    private static void mustBeClean(Scene scene, App app, long opening, String how) {
        Comparison comparison = scene.mustBeClean(app, how + "; repeat with -Dtest=FailoverIT -Dcrash.failovers=" + FAILOVERS
                + " -Dcrash.seed=" + SEED);
        assertThat(money(app)).as("sum of money, %s, seed %s", how, SEED).isEqualTo(opening).isPositive();
        JsonNode counts = app.status().path("counts");
        LOG.infof("%s, seed %d: %s; %s", how, SEED, comparison, counts);
    }

    private static long money(App app) {
        return Ledger.parse("", app.must("/accounts")).accounts().values().stream().mapToLong(Ledger.Account::balance).sum();
    }
}
