package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.FaultyProxy;
import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.servers.comparison.Received;

/** Transactions get into doubt while the application runs on, in the ways in which that really happens. */
@Tag("process")
class InDoubtIT {

    private static final long SEED = 7;

    private FaultyProxy proxy;
    private PostgresServer.Database database;

    @BeforeEach
    void start() {
        proxy = FaultyProxy.before(Postgres.server());
        database = Postgres.server().createDatabase("doubt");
    }

    @AfterEach
    void end() {
        proxy.close();
    }

    /** No time-out of any socket, and no connection left in the pool: nobody but the watch notices, and it needs its own. */
    @Test
    void aCommitThatHangsForEverIsTakenOverAndPublishedAndWhatComesLateChangesNothing() throws Exception {
        try (Scene scene = Scene.postgresql("hangs", SEED, proxy.through(database))) {
            scene.set("quarkus.durable.in-doubt.completion-patience", "2s").set("quarkus.datasource.jdbc.max-size", "1");
            App app = scene.startNew();
            CompletableFuture<App.Answer> answer = held(app, "hung", proxy::mute);
            app.process().awaitLine("DURABLE-0024: .* is in doubt: its end was not reported within 2000 ms");
            app.process().awaitLine("DURABLE-0020: .* its slot says that it was committed: slot \\d+ names transaction");
            JsonNode settled = app.settle();
            assertThat(answer).as("the commit still hangs").isNotDone();
            assertThat(Received.readAll(scene.received())).anyMatch(event -> "hung".equals(event.marker()));
            long lastLsn = settled.path("log").path("lastLsn").path("value").asLong();
            assertThat(lastLsn).isPositive();

            proxy.cut();
            assertThat(answer.get(60, TimeUnit.SECONDS).ok()).isFalse();
            assertThat(app.settle().path("log").path("lastLsn").path("value").asLong()).as("no second outcome")
                    .isEqualTo(lastLsn);
            scene.mustBeClean(app, "A commit hung");
            assertThat(app.must("/markers")).contains("hung");
        }
    }

    @Test
    void aCommitThatIsNeverDeliveredIsTakenOverAndItsSessionIsEnded() throws Exception {
        try (Scene scene = Scene.postgresql("lost", SEED, proxy.through(database))) {
            scene.set("quarkus.durable.in-doubt.completion-patience", "2s").set("quarkus.datasource.jdbc.max-size", "1");
            App app = scene.startNew();
            CompletableFuture<App.Answer> answer = held(app, "lost", proxy::silence);
            app.process().awaitLine("DURABLE-0016: Ended 1 sessions");
            app.process().awaitLine("DURABLE-0020: .* its slot says that it was not committed");
            assertThat(answer).as("the commit still hangs").isNotDone();
            proxy.cut();
            assertThat(answer.get(60, TimeUnit.SECONDS).ok()).isFalse();
            scene.mustBeClean(app, "A commit was not delivered");
            assertThat(app.must("/markers")).doesNotContain("lost");
        }
    }

    /** The session holds its slot as long as it likes: others go on, and everybody is told. */
    @Test
    void whileOneIsInDoubtOthersArePublishedAndAfterAWhileTheInstanceIsNotReady() throws Exception {
        try (Scene scene = Scene.postgresql("waits", SEED, proxy.through(database))) {
            scene.set("quarkus.durable.in-doubt.completion-patience", "1s").set("quarkus.durable.in-doubt.patience", "1s")
                    .set("quarkus.durable.holder-policy", "wait").set("quarkus.durable.holder-patience", "1s");
            App app = scene.startNew();
            CompletableFuture<App.Answer> answer = held(app, "waits", proxy::silence);
            app.process().awaitLine("DURABLE-0024");
            app.must("/event?marker=other");
            await("an event of another key", () -> Received.readAll(scene.received()).stream()
                    .anyMatch(event -> "other".equals(event.marker())));
            app.process().awaitLine("DURABLE-0021: .* no answer yet .attempt 1: .*lock timeout");
            app.process().awaitLine("DURABLE-0025: .* this instance is not ready");
            App.Answer ready = app.ask("/q/health/ready");
            assertThat(ready.code()).isEqualTo(503);
            assertThat(ready.text()).contains("\"inDoubt\": 1").contains("inDoubtSince").contains("its end was not reported");
            assertThat(app.status().path("inDoubt").path(0).path("lastError").asText()).contains("lock timeout");

            proxy.cutSilent();
            assertThat(answer.get(60, TimeUnit.SECONDS).ok()).isFalse();
            app.process().awaitLine("DURABLE-0020: .* its slot says that it was not committed");
            scene.mustBeClean(app, "A session held its slot");
            assertThat(app.ask("/q/health/ready").code()).isEqualTo(200);
            assertThat(app.must("/markers")).contains("other").doesNotContain("waits");
        }
    }

    @Test
    void aSessionThatIsTerminatedBeforeItsCommitIsFoundNotCommitted() throws Exception {
        try (Scene scene = Scene.postgresql("terminated", SEED, database)) {
            App app = scene.startNew();
            CompletableFuture<App.Answer> answer = held(app, "terminated",
                    () -> execute("select pg_terminate_backend(pid) from pg_stat_activity where datname=current_database()"
                            + " and pid<>pg_backend_pid() and state='idle in transaction'"));
            assertThat(answer.get(60, TimeUnit.SECONDS).ok()).isFalse();
            app.process().awaitLine("DURABLE-0020: .* its slot says that it was not committed");
            scene.mustBeClean(app, "A session was terminated");
            assertThat(app.must("/markers")).doesNotContain("terminated");
        }
    }

    /** What a failover does to a commit that waits for the standby: an error for the client, and a commit in the database. */
    @Test
    void aSessionThatIsTerminatedWhileItsCommitWaitsForAStandbyIsFoundCommitted() throws Exception {
        try (Scene scene = Scene.postgresql("standby", SEED, database)) {
            App app = scene.startNew();
            CompletableFuture<App.Answer> answer = held(app, "standby", () -> standby("nobody"));
            await("a commit that waits", () -> isTrue("select count(*) > 0 from pg_stat_activity where wait_event='SyncRep'"));
            execute("select pg_terminate_backend(pid) from pg_stat_activity where wait_event='SyncRep'");
            assertThat(answer.get(60, TimeUnit.SECONDS).ok()).as("the client hears of an error").isFalse();
            standby("");
            app.process().awaitLine("DURABLE-0020: .* its slot says that it was committed");
            scene.mustBeClean(app, "A session was terminated in its commit");
            assertThat(app.must("/markers")).contains("standby");
        } finally {
            standby("");
        }
    }

    @Test
    void whileTheDatabaseIsAwayTheQuestionIsRepeatedAndTheAnswerComesWithIt() throws Exception {
        try (Scene scene = Scene.postgresql("away", SEED, database)) {
            App app = scene.startNew();
            CompletableFuture<App.Answer> answer = held(app, "away", () -> Postgres.server().kill9());
            assertThat(answer.get(60, TimeUnit.SECONDS).ok()).isFalse();
            app.process().awaitLine("DURABLE-0021: .*attempt 2");
            JsonNode doubt = app.status().path("inDoubt").path(0);
            assertThat(doubt.path("attempts").asInt()).isGreaterThanOrEqualTo(2);
            assertThat(doubt.path("lastError").asText()).isNotEmpty();
            assertThat(doubt.path("why").asText()).contains("reported");

            Postgres.server().restart();
            app.process().awaitLine("DURABLE-0020: .* its slot says that it was not committed");
            scene.mustBeClean(app, "The database was away");
            app.must("/event?marker=goes-on");
            scene.mustBeClean(app, "Gone on");
        }
    }

    /** A transaction that is held when COMMIT comes next, until {@code meanwhile} has happened. */
    private static CompletableFuture<App.Answer> held(App app, String marker, Runnable meanwhile) {
        app.arm("hold:DURABLE:1");
        CompletableFuture<App.Answer> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return app.ask("/event?marker=" + marker);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        app.must("/held");
        meanwhile.run();
        app.must("/release");
        return answer;
    }

    private void standby(String name) {
        execute("alter system set synchronous_standby_names = '" + name + "'");
        execute("select pg_reload_conf()");
        await("the setting", () -> isTrue("select current_setting('synchronous_standby_names') = '" + name + "'"));
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as(what).isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private void execute(String sql) {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private boolean isTrue(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
