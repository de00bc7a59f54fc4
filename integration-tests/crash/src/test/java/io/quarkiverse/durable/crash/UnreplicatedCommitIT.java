package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.PostgresPair;
import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.servers.comparison.Received;

/** A commit that is on the disk of the primary and not on that of the standby, when the primary dies. */
@Tag("process")
class UnreplicatedCommitIT {

    private static final long SEED = 8;

    private PostgresPair pair;

    @BeforeEach
    void start() {
        pair = PostgresPair.start(PostgresPair.Replication.SYNCHRONOUS);
    }

    @AfterEach
    void close() {
        pair.close();
    }

    /** The primary shows the transaction to everybody; only who commits something after it learns that it is not safe yet. */
    @ParameterizedTest
    @ValueSource(strings = { "strict", "staged" })
    void isNotBelievedThoughItsSlotSaysSoAndIsNotCommittedOnTheNewPrimary(String mode) throws Exception {
        PostgresServer.Database database = pair.createDatabase("unreplicated");
        try (Scene scene = Scene.postgresql("unreplicated", SEED, database)) {
            scene.set("quarkus.durable.commit-mode", mode).set("quarkus.durable.in-doubt.completion-patience", "1s")
                    .set("quarkus.durable.holder-patience", "1s");
            App app = scene.startNew();
            Clients.Client client = scene.clients().client();
            client.commit(app);
            pair.standby().kill9();
            CompletableFuture<App.Answer> answer = CompletableFuture.supplyAsync(() -> order(client, app));
            app.process().awaitLine("DURABLE-0024: .* is in doubt: its end was not reported within 1000 ms");
            app.process().awaitLine("DURABLE-0016: Ended 1 sessions");

            await(database, "select count(*) from committed_marker where marker='" + client.lastMarker() + "'");
            await(database, "select count(*) from pg_stat_activity where wait_event='SyncRep' and pid<>pg_backend_pid()");
            assertThat(app.status().path("inDoubt").size()).as("in doubt as long as the standby is away").isEqualTo(1);
            assertThat(isReceived(scene, client.lastMarker())).isFalse();

            pair.primary().kill9();
            pair.standby().restart();
            pair.promote();
            pair.rebuild();
            app.process().awaitLine("DURABLE-0020: .* its slot says that it was not committed");
            assertThat(answer.get(60, TimeUnit.SECONDS).ok()).as("the client hears of an error").isFalse();
            scene.mustBeClean(app, "A commit that only the dead primary had");
            assertThat(app.must("/markers")).doesNotContain(client.lastMarker());
            client.commit(app);
            scene.mustBeClean(app, "Gone on");
        }
    }

    private static boolean isReceived(Scene scene, String marker) {
        return Received.readAll(scene.received()).stream().anyMatch(event -> marker.equals(event.marker()));
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

    private static App.Answer order(Clients.Client client, App app) {
        try {
            return client.order(app, "commit");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
