package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.AppProcess;
import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.servers.QuickStart;
import io.quarkiverse.durable.servers.comparison.Comparison;
import io.quarkiverse.durable.servers.comparison.Ledger;
import io.quarkiverse.durable.servers.comparison.Received;

/**
 * One installation of the application: its log directory, its database, its consumer's file and its clients. Everything but the
 * process survives a kill.
 */
final class Scene implements AutoCloseable {

    private static final int ACCOUNTS = 16;

    private final Kind kind;
    private final Path folder;
    private final Map<String, String> settings = new TreeMap<>();
    private final List<App> started = new ArrayList<>();
    private final Clients clients;
    private String heap = "128m";

    private Scene(Kind kind, Path folder, long seed) {
        this.kind = kind;
        this.folder = folder;
        this.clients = new Clients(seed, ACCOUNTS);
        settings.put("quarkus.durable.directory", log().toString());
        settings.put("quarkus.durable.log.segment-size", "64K");
        settings.put("quarkus.durable.holder-patience", "2s");
        settings.put("crash.received", received().toString());
    }

    static Scene h2(String name, long seed, int writeDelayMillis) {
        Scene scene = new Scene(Kind.H2, newFolder(name), seed);
        scene.settings.put("quarkus.datasource.jdbc.url",
                "jdbc:h2:file:" + scene.folder.resolve("database") + ";WRITE_DELAY=" + writeDelayMillis);
        scene.settings.put("quarkus.datasource.username", "sa");
        scene.settings.put("quarkus.datasource.password", "sa");
        return scene;
    }

    static Scene postgresql(String name, long seed) {
        return postgresql(name, seed, Postgres.server().createDatabase("crash"));
    }

    static Scene postgresql(String name, long seed, PostgresServer.Database database) {
        Scene scene = new Scene(Kind.POSTGRESQL, newFolder(name), seed);
        scene.settings.put("quarkus.datasource.jdbc.url", database.url());
        scene.settings.put("quarkus.datasource.username", database.user());
        scene.settings.put("quarkus.datasource.password", database.password());
        return scene;
    }

    static Scene of(Kind kind, String name, long seed) {
        return kind == Kind.H2 ? h2(name, seed, 0) : postgresql(name, seed);
    }

    /** Another installation on the same database, with a log directory and a consumer of its own. */
    Scene another(String name) {
        Scene scene = new Scene(kind, newFolder(name), clients.seed() + 1);
        settings.forEach((key, value) -> {
            if (key.startsWith("quarkus.datasource.")) {
                scene.settings.put(key, value);
            }
        });
        return scene;
    }

    private static Path newFolder(String name) {
        try {
            Path parent = Files.createDirectories(Path.of("target", "scenes").toAbsolutePath());
            return Files.createTempDirectory(parent, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a folder for " + name, e);
        }
    }

    Path log() {
        return folder.resolve("log");
    }

    Path received() {
        return folder.resolve("received");
    }

    Clients clients() {
        return clients;
    }

    Scene set(String property, String value) {
        settings.put(property, value);
        return this;
    }

    /** Of the application, at most. */
    Scene heap(String size) {
        heap = size;
        return this;
    }

    /** The process alone, for starts that fail. */
    AppProcess launch(Map<String, String> more) {
        return launch(QuickStart.program(kind.application(), first -> firstRun(kind, first)), more);
    }

    private AppProcess launch(AppProcess.Builder program, Map<String, String> more) {
        return program.jvmArgument("-Xmx" + heap).workingFolder(folder).name(folder.getFileName().toString())
                .properties(settings).properties(more).start();
    }

    private static void firstRun(Kind kind, AppProcess.Builder program) {
        try (Scene scene = of(kind, "first-run", 0)) {
            App app = open(scene.answering(scene.launch(program, Map.of())));
            Clients.Client client = scene.clients().client();
            for (String end : List.of("commit", "rollback", "late_rollback", "commit")) {
                App.Answer unused = client.answer(app, end);
            }
            scene.mustBeClean(app, "First run on " + kind);
            app.process().terminate();
        }
    }

    /** Starts, and returns when the application answers. */
    App start(Map<String, String> more) {
        return answering(launch(more));
    }

    private App answering(AppProcess process) {
        App app = new App(process);
        started.add(app);
        return app;
    }

    App start() {
        return start(Map.of());
    }

    /** The first start: makes the tables and the accounts. */
    App startNew() {
        return open(start());
    }

    private static App open(App app) {
        app.must("/schema");
        app.must("/open?marker=open&accounts=" + ACCOUNTS);
        return app;
    }

    /**
     * Waits until all is published and then compares. Nobody may write meanwhile.
     *
     * @param before whose received messages came first
     */
    Comparison compare(App app, Scene... before) {
        app.settle();
        return compareUnsettled(app, before);
    }

    Comparison compareUnsettled(App app, Scene... before) {
        Ledger ledger = Ledger.parse(app.must("/markers"), app.must("/accounts"));
        List<Received> all = new ArrayList<>();
        List<String> acknowledged = new ArrayList<>(clients.acknowledged());
        for (Scene other : before) {
            all.addAll(Received.readAll(other.received(), lastRun(all)));
            acknowledged.addAll(other.clients.acknowledged());
        }
        all.addAll(Received.readAll(received(), lastRun(all)));
        return Comparison.of(ledger, all, acknowledged);
    }

    private static int lastRun(List<Received> all) {
        return all.stream().mapToInt(Received::run).max().orElse(0);
    }

    /** What must hold after each kill; {@code how} says what was done, for the message. */
    Comparison mustBeClean(App app, String how) {
        Comparison comparison = compare(app);
        assertThat(isAsItShouldBe(comparison)).as("%s, in %s: %s", how, folder, comparison).isTrue();
        return comparison;
    }

    /** H2 2.4 loses an update now and then where many transactions want the same rows, without us too; its money shows it. */
    private boolean isAsItShouldBe(Comparison comparison) {
        return kind == Kind.H2 ? comparison.isFaithful() : comparison.isClean();
    }

    @Override
    public void close() {
        started.forEach(App::close);
    }
}
