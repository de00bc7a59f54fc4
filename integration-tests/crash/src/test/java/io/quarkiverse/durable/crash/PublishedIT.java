package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.AppProcess;
import io.quarkiverse.durable.servers.comparison.Comparison;

/** Nodes that are lost with their disks: another instance publishes what they had committed and not published. */
@Tag("process")
class PublishedIT {

    private static final Logger LOG = Logger.getLogger(PublishedIT.class);
    private static final String ADOPT = "quarkus.durable.adopt";
    private static final String ARM = "crash.arm";
    private static final long SEED = Long.getLong("crash.seed", new Random().nextInt(1_000_000));
    private static final int CLIENTS = 8;
    private static final int OVER_THE_INLINE_LIMIT = 3_000;
    private static final int OVER_THE_BUFFER = 20_000;
    private static final int ROUNDS = 3;

    @Test
    void whatALostNodeHadCommittedAndNotPublishedIsPublishedByAnother() throws IOException {
        try (Scene lost = published(Scene.postgresql("lost", SEED)); Scene heir = published(lost.another("heir"))) {
            App app = lost.startNew();
            app.settle();
            app.arm("hold:PUBLISHING:1");
            for (int i = 1; i <= 12; i++) {
                commit(lost, app, "left" + i, i % 2 == 0 ? 10 : OVER_THE_INLINE_LIMIT);
            }
            String log = lose(lost, app);

            App next = heir.start(Map.of(ADOPT, log));
            next.process().awaitLine("DURABLE-0028: The log " + log + " is adopted: \\d+ committed transactions");
            next.process().awaitLine("DURABLE-0030: All that was adopted of the log " + log);
            assertThat(next.must("/adoptions")).contains("state=PUBLISHED").contains("unpublished=[]");
            assertThat(next.must("/other-logs")).contains(log).contains("published=true");
            commit(heir, next, "after", 10);
            Comparison comparison = mustBeClean(next, heir, lost);
            assertThat(comparison.committed()).isEqualTo(14);

            int duplicates = comparison.duplicates();
            next.process().kill9();
            next = heir.start(Map.of(ADOPT, log));
            next.process().awaitLine("DURABLE-0030");
            assertThat(mustBeClean(next, heir, lost).duplicates()).as("a restart with the same setting repeats no slots")
                    .isLessThan(duplicates + 12);
        }
    }

    /** Each heir is lost in turn, at any moment, perhaps before it has published what it adopted. */
    @Test
    void nodesAreLostOneAfterTheOtherUnderLoad() throws Exception {
        Random random = new Random(SEED);
        Scene first = published(Scene.postgresql("chain", SEED));
        Scene[] scenes = new Scene[ROUNDS + 1];
        scenes[0] = first;
        try {
            App app = first.startNew();
            String gone = "";
            for (int round = 1; round <= ROUNDS; round++) {
                if (random.nextBoolean()) {
                    app.arm("hold:PUBLISHING:" + (1 + random.nextInt(20)));
                }
                Clients.Load load = scenes[round - 1].clients().load(app, CLIENTS);
                gone += (gone.isEmpty() ? "" : ",") + logOf(app);
                load.await(1 + random.nextInt(100));
                LockSupport.parkNanos(random.nextInt(20_000_000));
                app.process().kill9();
                load.stop();
                forget(scenes[round - 1]);
                scenes[round] = published(scenes[round - 1].another("chain-" + round));
                boolean publishes = round == ROUNDS || random.nextBoolean();
                app = scenes[round].start(publishes ? Map.of(ADOPT, gone)
                        : Map.of(ADOPT, gone, ARM, "hold:PUBLISHING:" + (1 + random.nextInt(20))));
            }
            Comparison comparison = scenes[ROUNDS].compare(app, Arrays.copyOf(scenes, ROUNDS));
            LOG.infof("%d nodes lost, seed %d: %s", ROUNDS, SEED, comparison);
            assertThat(comparison.isClean()).as("seed %s: %s", SEED, comparison).isTrue();
        } finally {
            Stream.of(scenes).filter(scene -> scene != null).forEach(Scene::close);
        }
    }

    @Test
    void anHeirThatDiesInTheMiddleOfItGoesOnWithIt() throws IOException {
        try (Scene lost = published(Scene.postgresql("left", SEED)); Scene heir = published(lost.another("dying"))) {
            App app = lost.startNew();
            app.settle();
            app.arm("hold:PUBLISHING:1");
            for (int i = 1; i <= 6; i++) {
                commit(lost, app, "left" + i, 10);
            }
            String log = lose(lost, app);
            for (String point : List.of("batchStarted:1", "batchDurable:1", "PUBLISHING:1", "PUBLISHED:2", "cursorSaved:1")) {
                try (AppProcess dying = heir.launch(Map.of(ADOPT, log, ARM, "kill:" + point))) {
                    assertThat(dying.waitForExit()).as("killed at %s, output in %s", point, dying.output())
                            .isEqualTo(App.KILLED);
                }
            }
            App next = heir.start(Map.of(ADOPT, log));
            next.process().awaitLine("DURABLE-0030");
            assertThat(mustBeClean(next, heir, lost).committed()).isEqualTo(7);
        }
    }

    @Test
    void anOwnerThatLivesOnIsFencedWithWhatItHasInFlight() throws IOException {
        try (Scene alive = published(Scene.postgresql("alive", SEED)); Scene heir = published(alive.another("usurper"))) {
            App app = alive.startNew();
            commit(alive, app, "before", 10);
            app.settle();
            app.arm("hold:STAGED:1");
            CompletableFuture<App.Answer> held = CompletableFuture.supplyAsync(() -> ask(app, transfer("held", 10)));
            app.must("/held");

            App next = heir.start(Map.of(ADOPT, logOf(app)));
            next.process().awaitLine("DURABLE-0030");
            app.must("/release");
            assertThat(held.join().ok()).as("the transaction that was held: %s", held.join()).isFalse();
            assertThat(app.ask(transfer("fenced", 10)).text()).containsPattern("DURABLE-0312|DURABLE-0102");
            commit(heir, next, "after", 10);

            app.process().terminate();
            try (AppProcess again = alive.launch(Map.of())) {
                assertThat(again.waitForExit()).as("exit code, output in %s", again.output()).isEqualTo(1);
                again.awaitLine("DURABLE-0228: .*quarkus.durable.adopt");
            }
            assertThat(mustBeClean(next, heir, alive).committed()).isEqualTo(3);
        }
    }

    @Test
    void commitsThatFindNoSlotAreToldWhichSinkIsBehindAlsoAfterARestart() throws IOException {
        try (Scene scene = published(Scene.postgresql("behind", SEED)).set("quarkus.durable.staged.max-slots", "4")
                .set("quarkus.durable.staged.slot-wait", "200MS")
                .set("quarkus.durable.staged.published-limit", "2000")) {
            App app = scene.startNew();
            app.settle();
            assertThat(app.ask(transfer("too-long", OVER_THE_INLINE_LIMIT)).text()).contains("DURABLE-0127")
                    .contains("holds 2000");
            app.arm("hold:PUBLISHING:1");
            for (int i = 1; i <= 4; i++) {
                event(scene, app, "held" + i);
            }
            mustFindNoSlot(app);
            app.process().kill9();

            app = scene.start(Map.of(ARM, "hold:PUBLISHING:1"));
            mustFindNoSlot(app);
            app.must("/release");
            app.settle();
            commit(scene, app, "after", 10);
            scene.mustBeClean(app, "All slots were in use");
        }
    }

    @Test
    void aTransactionInChunksIsRefusedAsItsRowWouldHaveTheEndAlone() {
        try (Scene scene = published(Scene.postgresql("chunks", SEED)).set("quarkus.durable.capture.buffer-size", "32K")) {
            App app = scene.startNew();
            App.Answer answer = ask(app, transfer("in-chunks", OVER_THE_BUFFER));
            assertThat(answer.text()).contains("DURABLE-0127").contains("quarkus.durable.capture.buffer-size");
            commit(scene, app, "after", 10);
            scene.mustBeClean(app, "A large transaction was refused");
        }
    }

    @Test
    void ofALogWhoseCommitsWaitedForItsDiskTheTransactionsAreNamed() throws IOException {
        try (Scene lost = Scene.postgresql("strict", SEED); Scene heir = published(lost.another("informed"))) {
            App app = lost.startNew();
            commit(lost, app, "unknown", 10);
            app.settle();
            String last = app.must("/slots").lines().map(line -> line.split(" ")).filter(row -> !row[1].equals("0"))
                    .map(row -> row[2]).reduce((a, b) -> a + ", " + b).orElseThrow();
            String log = lose(lost, app);

            App next = heir.start();
            next.process().awaitLine("DURABLE-0018: .*" + log + " \\(up to transaction \\d+\\).*quarkus.durable.adopt");
            assertThat(next.must("/other-logs")).contains(log).contains("records=0").contains("adoptedBy=null");
            next.process().terminate();
            next = heir.start(Map.of(ADOPT, log + ",00000000-0000-0000-0000-00000000000b"));
            next.process().awaitLine("DURABLE-0029: .*" + log + ".* transactions \\[" + last + "\\] without");
            next.process().awaitLine("DURABLE-0032: .*00000000-0000-0000-0000-00000000000b");
            assertThat(next.must("/adoptions")).contains("unpublished=[" + last + "]").contains("state=UNKNOWN");
            mustBeClean(next, heir, lost);
        }
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        try (Scene scene = published(Scene.postgresql("unfit", SEED))) {
            App app = scene.startNew();
            String own = logOf(app);
            app.process().terminate();
            mustNotStart(scene, Map.of("quarkus.durable.commit-mode", "strict"), "DURABLE-0207: .*staged-until");
            mustNotStart(scene, Map.of("quarkus.durable.staged.published-limit", "17M"), "DURABLE-0207: .*published-limit");
            mustNotStart(scene, Map.of(ADOPT, own), "DURABLE-0232: .*" + own);
            mustNotStart(scene, Map.of("quarkus.datasource.jdbc.new-connection-sql", "set synchronous_commit = off"),
                    "DURABLE-0226: .*synchronous_commit=off");
            scene.mustBeClean(scene.start(), "Nothing of that did harm");
        }
    }

    private static Scene published(Scene scene) {
        return scene.set("quarkus.durable.commit-mode", "staged").set("quarkus.durable.staged-until", "published")
                .set("quarkus.durable.log.segment-size", "4M");
    }

    private static String logOf(App app) {
        return app.status().path("log").path("logId").asText();
    }

    /** The node is gone, and its disk: only the database is left. Returns the id of its log. */
    private static String lose(Scene scene, App app) throws IOException {
        String log = logOf(app);
        app.process().kill9();
        forget(scene);
        return log;
    }

    private static void forget(Scene scene) throws IOException {
        try (Stream<Path> all = Files.walk(scene.log())) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void mustFindNoSlot(App app) throws IOException {
        assertThat(app.ask("/event?marker=refused").text()).contains("DURABLE-0124").contains("All 4 slots")
                .contains("sink \"outbox\" has not acknowledged 4 of their transactions");
    }

    private static Comparison mustBeClean(App app, Scene heir, Scene lost) {
        Comparison comparison = heir.compare(app, lost);
        assertThat(comparison.isClean()).as("seed %s: %s", SEED, comparison).isTrue();
        return comparison;
    }

    private static String transfer(String marker, int memoBytes) {
        return "/transfer?marker=" + marker + "&from=1&to=2&amount=1&event=true&memo=" + memoBytes + "&end=commit";
    }

    private static void commit(Scene scene, App app, String marker, int memoBytes) {
        app.must(transfer(marker, memoBytes));
        scene.clients().acknowledged().add(marker);
    }

    private static void event(Scene scene, App app, String marker) {
        app.must("/event?marker=" + marker);
        scene.clients().acknowledged().add(marker);
    }

    private static App.Answer ask(App app, String path) {
        try {
            return app.ask(path);
        } catch (IOException e) {
            return new App.Answer(0, e.toString());
        }
    }

    private static void mustNotStart(Scene scene, Map<String, String> with, String why) {
        try (AppProcess process = scene.launch(with)) {
            assertThat(process.waitForExit()).as("exit code with %s, output in %s", with, process.output()).isEqualTo(1);
            process.awaitLine(why);
        }
    }
}
