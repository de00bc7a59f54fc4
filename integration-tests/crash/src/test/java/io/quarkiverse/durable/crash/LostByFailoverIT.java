package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.AppProcess;
import io.quarkiverse.durable.servers.PostgresPair;
import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.servers.comparison.Comparison;

/** An asynchronous standby is promoted that lacks commits: what is noticed of it, and what is not. */
@Tag("process")
class LostByFailoverIT {

    private static final long SEED = 9;

    private static PostgresPair pair;

    private PostgresServer.Database database;

    @BeforeAll
    static void start() {
        pair = PostgresPair.start(PostgresPair.Replication.ASYNCHRONOUS);
    }

    @AfterAll
    static void close() {
        pair.close();
    }

    @BeforeEach
    void create() {
        database = pair.createDatabase("lost");
    }

    @Test
    void theNextTransactionOfTheSlotIsRefusedAndARestartGoesOnWithoutWhatWasLost() {
        try (Scene scene = Scene.postgresql("lost", SEED, database)) {
            App app = scene.startNew();
            Clients.Client client = scene.clients().client();
            String lost = commitOfWhichOnlyThePrimaryKnows(app, client);
            app.settle();
            failOver();

            App.Answer refused = refusal(client, app);
            assertThat(refused.text()).contains("DURABLE-0313").contains("has lost commits");
            assertThat(client.answer(app, "commit").text()).contains("DURABLE-0102").contains("DURABLE-0313");
            assertThat(app.must("/markers")).doesNotContain(lost);

            app.process().terminate();
            App again = scene.start();
            assertThat(client.answer(again, "commit").ok()).isTrue();
            Comparison comparison = scene.compare(again);
            assertThat(comparison.forgotten()).as("%s", comparison).singleElement().asString().contains(lost);
            assertThat(comparison.phantom()).as("%s", comparison).singleElement().asString().contains(lost);
            assertThat(comparison.lost()).as("%s", comparison).isEmpty();
        } finally {
            pair.rebuild();
        }
    }

    @Test
    void aTransactionInDoubtAfterOneThatWasLostHasNoAnswerAtAStart() {
        try (Scene scene = Scene.postgresql("lost-in-doubt", SEED, database)) {
            App app = scene.startNew();
            Clients.Client client = scene.clients().client();
            commitOfWhichOnlyThePrimaryKnows(app, client);
            app.arm("kill:DURABLE:1");
            assertThatThrownBy(() -> client.order(app, "commit")).isInstanceOf(IOException.class);
            app.awaitDeath();
            failOver();

            try (AppProcess process = scene.launch(Map.of())) {
                assertThat(process.waitForExit()).as("exit code, output in %s", process.output()).isEqualTo(1);
                process.awaitLine("DURABLE-0224: .* a standby that lacked commits was promoted");
            }
        } finally {
            pair.rebuild();
        }
    }

    /** @return its marker */
    private String commitOfWhichOnlyThePrimaryKnows(App app, Clients.Client client) {
        assertThat(client.answer(app, "commit").ok()).isTrue();
        awaitOnStandby(client.lastMarker());
        pair.standby().kill9();
        assertThat(client.answer(app, "commit").ok()).isTrue();
        return client.lastMarker();
    }

    private static void failOver() {
        pair.primary().kill9();
        pair.standby().restart();
        pair.promote();
    }

    /** The first answers may only say that the connections of the pool are gone. */
    private static App.Answer refusal(Clients.Client client, App app) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        App.Answer answer = client.answer(app, "commit");
        while (!answer.text().contains("DURABLE-03") && System.nanoTime() < deadline) {
            assertThat(answer.ok()).as("nothing is committed in the slot").isFalse();
            answer = client.answer(app, "commit");
        }
        return answer;
    }

    private void awaitOnStandby(String marker) {
        String url = pair.standby().url().replaceFirst("/[^/]*$", "/" + database.name());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        try (Connection connection = DriverManager.getConnection(url, database.user(), database.password());
                Statement statement = connection.createStatement()) {
            while (!isThere(statement, marker)) {
                assertThat(System.nanoTime()).as("30 s for %s on the standby", marker).isLessThan(deadline);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The standby does not answer: " + e.getMessage(), e);
        }
    }

    private static boolean isThere(Statement statement, String marker) throws SQLException {
        try (ResultSet row = statement.executeQuery("select 1 from committed_marker where marker='" + marker + "'")) {
            return row.next();
        }
    }
}
