package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.PostgresPair;
import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.servers.comparison.Comparison;
import io.quarkiverse.durable.servers.comparison.Ledger;
import io.quarkiverse.durable.servers.comparison.Received;

/**
 * The primary is killed under load and its synchronous standby promoted, from {@code -Dcrash.seed} twice as often as
 * {@code -Dcrash.failovers} says. The application knows both addresses.
 */
@Tag("process")
class FailoverIT {

    private static final Logger LOG = Logger.getLogger(FailoverIT.class);
    private static final int ROUNDS = Integer.getInteger("crash.failovers", 1);
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
    void nothingIsLostAndNothingInventedWithAndWithoutARestart(String mode) throws InterruptedException {
        PostgresServer.Database database = pair.createDatabase("failover");
        try (Scene scene = Scene.postgresql("failover", SEED, database)) {
            scene.set("quarkus.durable.commit-mode", mode).set("quarkus.datasource.jdbc.acquisition-timeout", "3S");
            App app = scene.startNew();
            long opening = money(app);
            Random random = new Random(SEED);
            for (int round = 1; round <= ROUNDS; round++) {
                thePrimaryDies(scene, app, random);
                mustBeClean(scene, app, opening, mode + ", failover, round " + round);
                bothDie(scene, app, random);
                app = scene.start();
                mustBeClean(scene, app, opening, mode + ", failover and restart, round " + round);
            }
        }
    }

    private static void thePrimaryDies(Scene scene, App app, Random random) throws InterruptedException {
        Clients.Load load = scene.clients().load(app, CLIENTS);
        awaitMoment(load, random);
        pair.primary().kill9();
        pair.promote();
        pair.rebuild();
        load.await(ANSWERS);
        load.stop();
        assertThat(app.isAlive()).isTrue();
    }

    private static void bothDie(Scene scene, App app, Random random) throws InterruptedException {
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
    }

    private static void awaitMoment(Clients.Load load, Random random) throws InterruptedException {
        load.await(1 + random.nextInt(ANSWERS));
        LockSupport.parkNanos(random.nextInt(NANOS_MAX));
    }

    private static void mustBeClean(Scene scene, App app, long opening, String how) {
        Comparison comparison = scene.mustBeClean(app, how + " of " + ROUNDS
                + "; repeat with mvn verify -pl integration-tests/crash -am -Dtest=FailoverIT"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dcrash.failovers=" + ROUNDS + " -Dcrash.seed=" + SEED);
        assertThat(money(app)).as("sum of money, %s, seed %s", how, SEED).isEqualTo(opening).isPositive();
        LOG.infof("%s of %d, seed %d: %s; %s", how, ROUNDS, SEED, comparison, app.status().path("counts"));
    }

    private static long money(App app) {
        return Ledger.parse("", app.must("/accounts")).accounts().values().stream().mapToLong(Ledger.Account::balance).sum();
    }

    /**
     * The standby is away, so the commit waits; when its session is ended, the primary shows it to everybody. Only who commits
     * something after it learns that it is not safe yet.
     */
    @Test
    void aCommitThatOnlyThePrimaryHasIsNotBelievedThoughItsSlotSaysSo() throws Exception {
        PostgresServer.Database database = pair.createDatabase("unreplicated");
        try (Scene scene = Scene.postgresql("unreplicated", SEED, database)) {
            scene.set("quarkus.durable.in-doubt.completion-patience", "1s").set("quarkus.durable.holder-patience", "1s");
            App app = scene.startNew();
            Clients.Client client = scene.clients().client();
            client.commit(app);
            pair.standby().kill9();
            CompletableFuture<App.Answer> answer = CompletableFuture.supplyAsync(() -> client.answer(app, "commit"));
            app.process().awaitLine("DURABLE-0024: .* is in doubt: its end was not reported within 1000 ms");
            app.process().awaitLine("DURABLE-0016: Ended 1 sessions");
            await(database, "select count(*) from committed_marker where marker='" + client.lastMarker() + "'");
            await(database, "select count(*) from pg_stat_activity where wait_event='SyncRep'");
            assertThat(app.status().path("inDoubt").size()).as("in doubt as long as the standby is away").isEqualTo(1);

            pair.primary().kill9();
            pair.standby().restart();
            pair.promote();
            pair.rebuild();
            app.process().awaitLine("DURABLE-0020: .* its slot says that it was not committed");
            assertThat(answer.get(60, TimeUnit.SECONDS).ok()).as("the client hears of an error").isFalse();
            scene.mustBeClean(app, "A commit that only the dead primary had");
            assertThat(app.must("/markers")).doesNotContain(client.lastMarker());
            assertThat(Received.readAll(scene.received())).noneMatch(event -> client.lastMarker().equals(event.marker()));
            client.commit(app);
            scene.mustBeClean(app, "Gone on");
        }
    }

    private static void await(PostgresServer.Database database, String countsOne) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            while (count(statement, countsOne) != 1) {
                assertThat(System.nanoTime()).as("30 s for %s", countsOne).isLessThan(deadline);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static int count(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }
}
