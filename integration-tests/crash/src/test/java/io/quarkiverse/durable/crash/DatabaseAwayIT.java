package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.FaultyProxy;
import io.quarkiverse.durable.servers.PostgresServer;

/** The database does not answer when the application starts. */
@Tag("process")
class DatabaseAwayIT {

    private static final long SEED = 5;

    @Test
    void theApplicationStartsRefusesAndGoesOnByItselfWhenTheDatabaseIsBack() throws IOException {
        PostgresServer.Database database = Postgres.server().createDatabase("away");
        try (FaultyProxy proxy = FaultyProxy.before(Postgres.server());
                Scene scene = Scene.postgresql("away", SEED, proxy.through(database))) {
            Clients.Client client = scene.clients().client();
            App before = scene.startNew();
            client.commit(before);
            before.arm("kill:COMMITTED:1");
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> client.order(before, "commit"))
                    .isInstanceOf(IOException.class);
            before.awaitDeath();

            proxy.refuse();
            App app = scene.start();
            app.process().awaitLine("DURABLE-0014");
            App.Answer health = app.ask("/q/health/ready");
            assertThat(health.code()).isEqualTo(503);
            assertThat(health.text()).contains("WAITING_FOR_DATABASE").contains("does not answer");
            App.Answer refused = app.ask("/event?marker=refused");
            assertThat(refused.ok()).isFalse();
            assertThat(refused.text()).contains("DURABLE-0101").contains("WAITING_FOR_DATABASE");

            proxy.pass();
            app.process().awaitLine("DURABLE-0015");
            scene.mustBeClean(app, "The database came back");
            assertThat(app.ask("/q/health/ready").code()).isEqualTo(200);
            app.must("/event?marker=admitted");
            client.commit(app);
            scene.mustBeClean(app, "Gone on after the database came back");
            assertThat(app.must("/markers")).contains("admitted").doesNotContain("refused");
        }
    }
}
