package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.PostgresServer;

/**
 * One statement that changes far more rows than fit into the heap as images, on PostgreSQL. As in {@link LargeTransactionIT},
 * {@code -Dlarge.entities=…} sets how many, {@code -Dlarge.heap=…} the heap; profile {@code soak} is the million.
 */
@Tag("process")
class LargeStatementIT {

    private static final Logger LOG = Logger.getLogger(LargeStatementIT.class);
    private static final int ENTITIES = Integer.getInteger("large.entities", 50_000);
    private static final String HEAP = System.getProperty("large.heap", "64m");
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final int AMOUNTS = 100;

    @Test
    void eachRowOfAnUpdateAndOfADeleteIsPublishedOnceAndRight() throws IOException, SQLException {
        PostgresServer.Database database = Postgres.server().createDatabase("crash");
        try (Scene scene = Scene.postgresql("statement", 1, database).heap(HEAP).set("quarkus.durable.log.segment-size",
                "4M")) {
            App app = scene.start();
            app.must("/schema");
            fill(database);
            execute(app, "update Item set amount = amount + 1000", true);
            app.settle(PATIENCE);
            mustBeComplete(scene, "update", 0);
            execute(app, "delete from item", false);
            app.settle(PATIENCE);
            mustBeComplete(scene, "delete", ENTITIES);
            assertThat(spools(scene.log())).isEmpty();
        }
    }

    /** Past the application, so that nothing of it is captured. */
    private static void fill(PostgresServer.Database database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute("insert into item select g, 'item ' || g, g % " + AMOUNTS + " from generate_series(1, " + ENTITIES
                    + ") g");
        }
    }

    private static void execute(App app, String statement, boolean hql) throws IOException {
        App.Answer answer = app.ask("/statement?hql=" + hql + "&text=" + URLEncoder.encode(statement, StandardCharsets.UTF_8),
                PATIENCE);
        assertThat(answer.ok()).as("%s, output in %s", answer, app.process().output()).isTrue();
        LOG.info("-Xmx" + HEAP + ", " + statement + ": " + answer.text());
        assertThat(answer.text()).startsWith(ENTITIES + " rows");
    }

    /** @param after how many events of other operations came before */
    private static void mustBeComplete(Scene scene, String operation, int after) throws IOException {
        BitSet seen = new BitSet();
        try (Stream<String> lines = Files.lines(scene.received())) {
            List<String> wrong = lines.filter(line -> line.startsWith("changed ")).skip(after)
                    .filter(line -> !isRight(line, operation, seen)).limit(10).toList();
            assertThat(wrong).isEmpty();
        }
        assertThat(seen.cardinality()).isEqualTo(ENTITIES);
    }

    private static boolean isRight(String line, String operation, BitSet seen) {
        String[] parts = line.split(" ", -1);
        int id = Integer.parseInt(parts[3]);
        boolean once = !seen.get(id) && Integer.parseInt(parts[1]) == seen.cardinality();
        seen.set(id);
        boolean update = operation.equals("update");
        int before = id % AMOUNTS + (update ? 0 : 1_000);
        return once && Integer.parseInt(parts[2]) == ENTITIES && id >= 1 && id <= ENTITIES && parts[4].equals(operation)
                && parts[5].equals(Integer.toString(before))
                && parts[6].equals(update ? Integer.toString(before + 1_000) : "-");
    }

    private static List<Path> spools(Path log) throws IOException {
        try (Stream<Path> files = Files.list(log)) {
            return files.filter(file -> file.getFileName().toString().startsWith("spool")).toList();
        }
    }
}
