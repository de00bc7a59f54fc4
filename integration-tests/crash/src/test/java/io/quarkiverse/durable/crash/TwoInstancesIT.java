package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.comparison.Comparison;
import io.quarkiverse.durable.servers.comparison.Ledger;
import io.quarkiverse.durable.servers.comparison.Received;

/**
 * Two processes on one PostgreSQL, with a log each, which write the same rows, as often as {@code -Dcrash.updates} says;
 * profile {@code soak} is 10,000 times.
 */
@Tag("process")
class TwoInstancesIT {

    private static final Logger LOG = Logger.getLogger(TwoInstancesIT.class);
    private static final long SEED = Long.getLong("crash.seed", new Random().nextInt(1_000_000));
    private static final int CLIENTS = 5;
    private static final int ROUNDS = 4;
    private static final int UPDATES = Integer.getInteger("crash.updates", 3_000);

    @Test
    void aConsumerThatUsesOnlyTheTokenEndsInTheStateOfTheDatabase() throws InterruptedException {
        try (Scene one = Scene.postgresql("one", SEED); Scene two = one.another("two")) {
            List<Scene> scenes = List.of(one, two);
            List<App> apps = new ArrayList<>(List.of(one.startNew(), two.start()));
            for (int round = 0; round < ROUNDS; round++) {
                List<Clients.Load> loads = loads(scenes, apps);
                for (Clients.Load load : loads) {
                    // every transaction updates two accounts, and of those that are answered well some roll back
                    load.await(UPDATES / 3 / ROUNDS);
                }
                int killed = round % 2;
                apps.get(killed).process().kill9();
                apps.set(killed, scenes.get(killed).start());
                loads.get(1 - killed).await(UPDATES / 40);
                stop(loads);
                assertThat(scenes.get(1 - killed).clients().refused())
                        .as("refused by the one that was not killed, seed " + SEED)
                        .isEmpty();
                scenes.forEach(scene -> scene.clients().refused().clear());
            }
            mustAgree(scenes, apps);
        }
    }

    @Test
    void instancesAreRestartedOneAfterTheOtherUnderLoad() throws InterruptedException {
        try (Scene one = Scene.postgresql("rolling-one", SEED); Scene two = one.another("rolling-two")) {
            List<Scene> scenes = List.of(one, two);
            List<App> apps = new ArrayList<>(List.of(one.startNew(), two.start()));
            for (int stopped = 0; stopped < 2; stopped++) {
                List<Clients.Load> loads = loads(scenes, apps);
                for (Clients.Load load : loads) {
                    load.await(200);
                }
                loads.get(stopped).stop();
                apps.get(stopped).process().terminate();
                loads.get(1 - stopped).await(100);
                apps.set(stopped, scenes.get(stopped).start());
                loads.get(1 - stopped).await(100);
                stop(loads);
            }
            scenes.forEach(scene -> assertThat(scene.clients().refused()).as("refused, seed " + SEED).isEmpty());
            mustAgree(scenes, apps);
        }
    }

    @Test
    void aRecoveryTouchesNoSlotOfTheOtherInstanceAndWaitsForNone() throws IOException {
        try (Scene one = Scene.postgresql("recovering", SEED); Scene two = one.another("bystander")) {
            App recovering = one.startNew();
            App bystander = two.start();
            Clients.Client client = two.clients().client();
            client.commit(bystander);
            // a transaction of the bystander that holds its slot as long as it likes: at an event alone no other row is locked
            bystander.arm("hold:DURABLE:1");
            CompletableFuture<App.Answer> held = CompletableFuture.supplyAsync(() -> ask(bystander, "/event?marker=held"));
            bystander.must("/held");
            List<String> before = slotsWithout(recovering, one, bystander);

            recovering.arm("kill:COMMITTED:1");
            killByOrder(one, recovering);
            App again = one.start();

            assertThat(slotsWithout(again, one, bystander)).as("slots of the bystander").isEqualTo(before).isNotEmpty();
            again.settle();
            bystander.must("/release");
            assertThat(held.join().ok()).as("the transaction that was held: %s", held.join()).isTrue();
            client.commit(bystander);
            mustAgree(List.of(one, two), List.of(again, bystander));
        }
    }

    private static App.Answer ask(App app, String path) {
        try {
            return app.ask(path);
        } catch (IOException e) {
            return new App.Answer(0, e.toString());
        }
    }

    private static void killByOrder(Scene scene, App app) {
        try {
            App.Answer answer = scene.clients().client().order(app, "commit");
            throw new AssertionError("It was to die and answered " + answer);
        } catch (IOException e) {
            app.awaitDeath();
        }
    }

    /** Rows of the other logs, as {@code asked} sees them. */
    private static List<String> slotsWithout(App of, Scene scene, App asked) {
        String log = of.isAlive() ? of.status().path("log").path("logId").asText() : "";
        assertThat(log).as("log of %s", scene.log()).isNotEmpty();
        return asked.must("/slots").lines().filter(line -> !line.startsWith(log)).toList();
    }

    private static List<Clients.Load> loads(List<Scene> scenes, List<App> apps) {
        List<Clients.Load> loads = new ArrayList<>();
        for (int i = 0; i < scenes.size(); i++) {
            loads.add(scenes.get(i).clients().load(apps.get(i), CLIENTS));
        }
        return loads;
    }

    private static void stop(List<Clients.Load> loads) throws InterruptedException {
        for (Clients.Load load : loads) {
            load.stop();
        }
    }

    private static void mustAgree(List<Scene> scenes, List<App> apps) {
        apps.forEach(App::settle);
        App any = apps.get(0);
        Ledger ledger = Ledger.parse(any.must("/markers"), any.must("/accounts"));
        List<Received> received = new ArrayList<>();
        List<String> acknowledged = new ArrayList<>();
        for (Scene scene : scenes) {
            List<Received> mine = Received.readAll(scene.received());
            assertThat(mine).as("received from %s", scene.log()).isNotEmpty();
            received.addAll(mine);
            acknowledged.addAll(scene.clients().acknowledged());
        }
        Comparison comparison = Comparison.of(ledger, received, acknowledged);
        LOG.infof("Two instances, seed %d: %s", SEED, comparison);
        assertThat(List.of(comparison.lost(), comparison.phantom(), comparison.unlike(), comparison.forgotten()))
                .as("seed %s: %s", SEED, comparison).allSatisfy(wrong -> assertThat(wrong).isEmpty());

        TokenView view = TokenView.of(received, new Random(SEED));
        assertThat(view.accounts()).as("accounts by token alone, seed %s", SEED).isEqualTo(ledger.accounts());
        assertThat(view.transfers()).as("transfers by token alone, seed %s", SEED)
                .isEqualTo(new TreeSet<>(any.must("/transfers").lines().toList()));
        assertThat(TokenView.disorders(received)).as("tokens against versions, seed %s", SEED).isEmpty();
    }
}
