package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.durable.servers.App;

/**
 * A transaction that inserts far more than fits into the heap as events. {@code -Dlarge.entities=…} sets how many,
 * {@code -Dlarge.heap=…} the heap, {@code -Dlarge.database=…} the database; profile {@code soak} is the million.
 */
@Tag("process")
class LargeTransactionIT {

    private static final Logger LOG = Logger.getLogger(LargeTransactionIT.class);
    private static final int ENTITIES = Integer.getInteger("large.entities", 50_000);
    private static final String HEAP = System.getProperty("large.heap", "64m");
    private static final Kind KIND = Kind.valueOf(System.getProperty("large.database", "H2"));
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final int FLUSHES_BEFORE_THE_KILL = ENTITIES / 2_000;
    private static final int FIRST_LOOK_NANOS = 5_000_000;

    /** What one run of the application handed to the consumer: the numbers of the events in their transaction. */
    private record Run(List<Integer> indexes) {
    }

    @Test
    void eachEventComesOnceAndInOrderAndNoneOfATransactionThatRolledBack() throws IOException {
        try (Scene scene = scene("large")) {
            App app = start(scene);
            LOG.info(insert(app, "durable=false"));
            insert(app, "durable=true&rollback=true");
            assertThat(app.must("/items")).isEqualTo("0");
            LOG.info(insert(app, "durable=true"));
            assertThat(app.must("/items")).isEqualTo(Integer.toString(ENTITIES));
            app.settle(PATIENCE);
            assertThat(runs(scene)).singleElement().satisfies(LargeTransactionIT::mustBeComplete);
            app.must("/open?marker=after&accounts=1");
            app.settle();
            mustRelease(app);
        }
    }

    /** What is acknowledged is saved a little later, and looked at again after that. */
    private static void mustRelease(App app) throws IOException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (holdsChunks(app) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        assertThat(holdsChunks(app)).as("the log holds it, though all is acknowledged: %s", app.status()).isFalse();
    }

    private static boolean holdsChunks(App app) throws IOException {
        return app.status().path("log").path("holds").properties().stream()
                .anyMatch(hold -> hold.getKey().startsWith("durable.chunks"));
    }

    @ParameterizedTest
    @CsvSource({ "flushed,false", "batchDurable,false", "APPENDED,false", "DURABLE,false", "COMMITTED,true",
            "PUBLISHING,true" })
    void allOrNothingComesOfOneWhoseProcessIsKilledAt(String step, boolean committed) throws IOException {
        try (Scene scene = scene("large-kill")) {
            App app = start(scene);
            app.arm("kill:" + step + ":" + (step.equals("flushed") ? FLUSHES_BEFORE_THE_KILL : 1));
            dies(app);
            App again = scene.start();
            again.settle(PATIENCE);
            String items = again.must("/items");
            assertThat(items).as("killed at %s", step).isEqualTo(committed ? Integer.toString(ENTITIES) : "0");
            List<Run> runs = runs(scene);
            if (committed) {
                mustBeComplete(runs.get(runs.size() - 1));
            } else {
                assertThat(runs).as("killed at %s", step).allMatch(run -> run.indexes().isEmpty());
                LOG.info(insert(again, "durable=true"));
                again.settle(PATIENCE);
                mustBeComplete(runs(scene).get(runs.size() - 1));
            }
        }
    }

    @Test
    void whatWasPublishedInPartIsPublishedInFullAfterAKill() throws IOException {
        try (Scene scene = scene("large-part")) {
            App app = start(scene);
            insert(app, "durable=true");
            while (Files.size(scene.received()) < ENTITIES) {
                LockSupport.parkNanos(FIRST_LOOK_NANOS);
            }
            app.process().kill9();
            App again = scene.start();
            again.settle(PATIENCE);
            List<Run> runs = runs(scene);
            assertThat(runs).hasSize(2);
            assertThat(runs.get(0).indexes()).isNotEmpty();
            mustBeComplete(runs.get(1));
        }
    }

    private static Scene scene(String name) {
        return Scene.of(KIND, name, 1).heap(HEAP).set("quarkus.durable.log.segment-size", "4M");
    }

    private static App start(Scene scene) {
        App app = scene.start();
        app.must("/schema");
        return app;
    }

    private static String insert(App app, String how) throws IOException {
        App.Answer answer = app.ask("/bulk?count=" + ENTITIES + "&" + how, PATIENCE);
        assertThat(answer.ok()).as("%s, output in %s", answer, app.process().output()).isTrue();
        return "-Xmx" + HEAP + ", " + KIND + ", " + answer.text();
    }

    private static void dies(App app) {
        try {
            App.Answer answer = app.ask("/bulk?count=" + ENTITIES + "&durable=true", PATIENCE);
            // after its commit the answer may be faster than the kill
            assertThat(answer.ok()).as("%s, output in %s", answer, app.process().output()).isTrue();
        } catch (IOException asItDied) {
            LOG.debug(asItDied);
        }
        app.awaitDeath();
    }

    private static void mustBeComplete(Run run) {
        assertThat(run.indexes()).hasSize(ENTITIES);
        for (int i = 0; i < ENTITIES; i++) {
            if (run.indexes().get(i) != i) {
                throw new AssertionError("Event " + i + " is that with the index " + run.indexes().get(i));
            }
        }
    }

    private static List<Run> runs(Scene scene) {
        List<Run> runs = new ArrayList<>();
        try (Stream<String> lines = Files.lines(scene.received())) {
            lines.forEach(line -> {
                if (line.equals("#")) {
                    runs.add(new Run(new ArrayList<>()));
                } else if (line.startsWith("item ")) {
                    add(line, runs.get(runs.size() - 1));
                }
            });
            return runs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A kill may have torn the last line of a run. */
    private static void add(String line, Run run) {
        String[] parts = line.split(" ", -1);
        if (parts.length == 4 && !parts[3].isEmpty() && parts[2].equals(Integer.toString(ENTITIES))) {
            run.indexes().add(Integer.parseInt(parts[1]));
            return;
        }
        assertThat(parts.length == 3 || parts.length == 4 && parts[3].isEmpty() || parts.length < 3).as(line).isTrue();
    }
}
