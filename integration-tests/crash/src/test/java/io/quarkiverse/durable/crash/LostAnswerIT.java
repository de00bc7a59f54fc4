package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.FaultyProxy;
import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.servers.Trap;
import io.quarkiverse.durable.servers.comparison.Comparison;

/** The connection fails around COMMIT while the application runs on: the slot knows what the driver does not. */
@Tag("process")
class LostAnswerIT {

    private static final long SEED = 3;
    /** Only a transaction of a client writes there. */
    private static final String MARKER_TABLE = "committed_marker";
    /** More than there are connections beside the pool of the application. */
    private static final int TIMES = 9;

    private FaultyProxy proxy;
    private PostgresServer.Database database;

    @BeforeEach
    void start() {
        proxy = FaultyProxy.before(Postgres.server());
        database = Postgres.server().createDatabase("answer");
    }

    @AfterEach
    void end() {
        proxy.close();
    }

    @Test
    void aCommitWhoseAnswerIsLostIsFoundCommittedAndPublished() throws Exception {
        try (Scene scene = Scene.postgresql("answer", SEED, proxy.through(database))) {
            App app = scene.startNew();
            Clients.Client client = scene.clients().client();
            Trap trap = proxy.cutAfterCommitSent(MARKER_TABLE);
            App.Answer answer = client.order(app, "commit");
            assertThat(trap.await().answer()).isEqualTo("COMMIT");
            assertThat(answer.ok()).as("the client hears of an error: %s", answer).isFalse();
            app.process().awaitLine("DURABLE-0020: .* was in doubt .* its slot says that it was committed");
            Comparison comparison = scene.mustBeClean(app, "The answer of a COMMIT was lost");
            assertThat(app.must("/markers")).contains(client.lastMarker());
            assertThat(comparison.published()).isEqualTo(2);
            assertThat(app.status().path("counts").path("resolvedCommitted").asLong()).isEqualTo(1);
            theSlotServesAgain(scene, app, client);
        }
    }

    @Test
    void aCommitThatWasNotDeliveredIsFoundNotCommittedAndNothingIsPublished() throws Exception {
        try (Scene scene = Scene.postgresql("undelivered", SEED, proxy.through(database))) {
            App app = scene.startNew();
            Clients.Client client = scene.clients().client();
            Trap trap = proxy.cutBeforeCommit(MARKER_TABLE);
            App.Answer answer = client.order(app, "commit");
            trap.await();
            assertThat(answer.ok()).as("the client hears of an error: %s", answer).isFalse();
            app.process().awaitLine("DURABLE-0020: .* was in doubt .* its slot says that it was not committed");
            Comparison comparison = scene.mustBeClean(app, "A COMMIT was not delivered");
            assertThat(app.must("/markers")).doesNotContain(client.lastMarker());
            assertThat(comparison.published()).isEqualTo(1);
            assertThat(app.status().path("counts").path("resolvedRolledBack").asLong()).isEqualTo(1);
            theSlotServesAgain(scene, app, client);
        }
    }

    /** The server keeps a session whose client is gone, and the session keeps the slot's row. */
    @Test
    void aSessionThatOutlivesItsConnectionIsEndedAndTheAnswerIsDefinite() throws Exception {
        try (FaultyProxy wayOut = FaultyProxy.before(Postgres.server());
                Scene scene = Scene.postgresql("zombie", SEED, proxy.through(database))) {
            scene.set("quarkus.datasource.jdbc.url",
                    "jdbc:postgresql://127.0.0.1:" + proxy.port() + ",127.0.0.1:" + wayOut.port()
                            + "/" + database.name() + "?socketTimeout=2");
            App app = scene.startNew();
            Clients.Client client = scene.clients().client();
            app.arm("hold:DURABLE:1");
            CompletableFuture<App.Answer> answer = CompletableFuture.supplyAsync(() -> client.answer(app, "commit"));
            app.must("/held");
            proxy.blackHole();
            app.must("/release");
            assertThat(answer.get(60, TimeUnit.SECONDS).ok()).as("the client hears of an error").isFalse();
            app.process().awaitLine("DURABLE-0016");
            app.process().awaitLine("DURABLE-0020: .* was in doubt .* its slot says that it was not committed");
            scene.mustBeClean(app, "A session outlived its connection");
            assertThat(app.must("/markers")).doesNotContain(client.lastMarker());
            theSlotServesAgain(scene, app, client);
        }
    }

    /** There are only so many connections for questions: one that is dead must make room for another. */
    @Test
    void howeverOftenAllConnectionsDieThereIsAnAnswer() throws Exception {
        try (Scene scene = Scene.postgresql("often", SEED, proxy.through(database))) {
            App app = scene.startNew();
            Clients.Client client = scene.clients().client();
            for (int times = 1; times <= TIMES; times++) {
                awaitConnections(client, app);
                Trap trap = proxy.cutAfterCommitSent(MARKER_TABLE);
                assertThat(client.answer(app, "commit").ok()).as("the client hears of an error").isFalse();
                trap.await();
                app.settle();
                assertThat(app.status().path("counts").path("resolvedCommitted").asLong()).isEqualTo(times);
                proxy.cut();
            }
            awaitConnections(client, app);
            scene.mustBeClean(app, "All connections died " + TIMES + " times");
        }
    }

    /** Each request that fails takes a dead one out of the application's pool. */
    private static void awaitConnections(Clients.Client client, App app) {
        for (int dead = 0; !client.answer(app, "commit").ok(); dead++) {
            assertThat(dead).as("dead connections in the pool").isLessThan(20);
        }
    }

    private void theSlotServesAgain(Scene scene, App app, Clients.Client client) throws IOException, SQLException {
        client.commit(app);
        client.commit(app);
        scene.mustBeClean(app, "Gone on");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select max(slot) from durable_slot")) {
            row.next();
            assertThat(row.getInt(1)).as("highest slot, when no two transactions ran at once").isEqualTo(1);
        }
    }
}
