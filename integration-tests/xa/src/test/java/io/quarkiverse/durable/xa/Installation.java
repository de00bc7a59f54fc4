package io.quarkiverse.durable.xa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.AppProcess;
import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.servers.QuickStart;
import io.quarkiverse.durable.servers.comparison.Comparison;
import io.quarkiverse.durable.servers.comparison.Received;

/**
 * One installation of the application: its databases, its log, the transaction manager's log, its consumer's file. Everything
 * but the process survives a kill.
 */
final class Installation implements AutoCloseable {

    static final int ACCOUNTS = 8;
    private static final Path APPLICATION = Path.of("target", "quarkus-app");
    private static final String RECOVERY = "quarkus.transaction-manager.enable-recovery";
    private static final int BURST = 6;

    private final Path folder;
    private final Map<Side, Books> books = new EnumMap<>(Side.class);
    private final Map<String, String> settings = new TreeMap<>();
    private final List<App> started = new ArrayList<>();
    private final Queue<Order> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger orders = new AtomicInteger();

    Installation(String name) {
        try {
            Path parent = Files.createDirectories(Path.of("target", "installations").toAbsolutePath());
            folder = Files.createTempDirectory(parent, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a folder for " + name, e);
        }
        settings.put("quarkus.durable.directory", folder.resolve("log").toString());
        settings.put("quarkus.durable.log.segment-size", "64K");
        settings.put("quarkus.durable.holder-patience", "2s");
        settings.put("xa.received", folder.resolve("received").toString());
        settings.put("quarkus.transaction-manager.object-store.directory", folder.resolve("object-store").toString());
        // seconds between two scans of the transaction manager's recovery, and between the two passes of one
        settings.put("RecoveryEnvironmentBean.periodicRecoveryPeriod", "1");
        settings.put("RecoveryEnvironmentBean.recoveryBackoffPeriod", "1");
        // milliseconds before a branch of which it knows nothing is rolled back
        settings.put("JTAEnvironmentBean.orphanSafetyInterval", "100");
        Arrays.stream(Side.values()).forEach(side -> on(side, Postgres.server().createDatabase(side.unit())));
    }

    /** Instead of the database that it has on this side. */
    Installation on(Side side, PostgresServer.Database database) {
        books.put(side, new Books(side, database));
        return reach(side, database);
    }

    /** The same database, by another way. */
    Installation reach(Side side, PostgresServer.Database database) {
        settings.put(side.property("jdbc.url"), database.url());
        settings.put(side.property("username"), database.user());
        settings.put(side.property("password"), database.password());
        return this;
    }

    Installation set(String property, String value) {
        settings.put(property, value);
        return this;
    }

    Books books(Side side) {
        Books found = books.get(side);
        if (found == null) {
            throw new IllegalArgumentException("There is no database " + side);
        }
        return found;
    }

    /** Starts, and returns when the application answers. */
    App start(Map<String, String> more) {
        return start(QuickStart.program(APPLICATION, Installation::firstRun), more);
    }

    private App start(AppProcess.Builder program, Map<String, String> more) {
        App app = new App(program.jvmArgument("-Xmx128m")
                .workingFolder(folder).name(folder.getFileName().toString())
                .properties(settings).properties(more).start());
        started.add(app);
        return app;
    }

    private static void firstRun(AppProcess.Builder program) {
        try (Installation installation = new Installation("first-run")) {
            installation.books.values().forEach(Books::createSchema);
            App app = open(installation.start(program, Map.of()));
            installation.must(app, Order.of(installation.marker("first-run"), "first,second,event", 1));
            installation.mustBeClean(app, "First run");
            app.process().terminate();
        }
    }

    App start() {
        return start(Map.of());
    }

    /** The transaction manager leaves alone what an earlier process prepared. */
    App startWithoutRecovery() {
        return start(Map.of(RECOVERY, "false"));
    }

    /** The first start: makes the tables and the accounts. */
    App startNew() {
        books.values().forEach(Books::createSchema);
        return open(start());
    }

    private static App open(App app) {
        for (Side side : Side.values()) {
            app.must("/open?unit=" + side.unit() + "&marker=open-" + side.unit() + "&accounts=" + ACCOUNTS);
        }
        return app;
    }

    /** A marker that no order had. */
    String marker(String name) {
        return name + "-" + orders.incrementAndGet();
    }

    /** @throws IOException there was no answer: the process is dead or dying */
    App.Answer ask(App app, Order order) throws IOException {
        App.Answer answer = app.ask(order.path());
        if (answer.ok()) {
            acknowledged.add(order);
        }
        return answer;
    }

    CompletableFuture<App.Answer> askMeanwhile(App app, Order order) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return ask(app, order);
            } catch (IOException e) {
                return new App.Answer(0, e.toString());
            }
        });
    }

    void must(App app, Order order) {
        app.must(order.path());
        acknowledged.add(order);
    }

    /** The process dies at what it was armed for while it does this. */
    void mustDieOf(App app, Order order) {
        try {
            throw new AssertionError(order + " was answered " + ask(app, order) + ", output in " + app.process().output());
        } catch (IOException e) {
            app.awaitDeath();
        }
    }

    /** Orders at the same time, which take all slots that are free. They must all commit. */
    void burst(App app) {
        List<CompletableFuture<App.Answer>> answers = new ArrayList<>();
        for (int account = 1; account <= BURST; account++) {
            answers.add(askMeanwhile(app, Order.of(marker("burst"), "first,second,event", account)));
        }
        answers.forEach(answer -> assertThat(answer.join().ok())
                .as("one of a burst was answered %s, output in %s", answer.join(), app.process().output()).isTrue());
    }

    List<Received> received() {
        return Received.readAll(folder.resolve("received"));
    }

    /** Whether something of the order was received that belongs to this side. */
    boolean received(Order order, Side side) {
        return received().stream().anyMatch(event -> order.marker().equals(event.marker()) && isOf(event, side));
    }

    /** Explicit events belong to the default datasource. */
    private static boolean isOf(Received event, Side side) {
        return event.row() == null ? side == Side.FIRST : event.row().startsWith(side.entity() + " ");
    }

    void await(String what, App app, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("%s, in %s, output in %s", what, folder, app.process().output())
                    .isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /**
     * Waits until everything has its outcomes and is published, and then compares each database with what was received for it.
     */
    void mustBeClean(App app, String how) {
        app.settle();
        List<Received> all = received();
        for (Side side : Side.values()) {
            List<String> told = acknowledged.stream().filter(order -> order.writes(side)).map(Order::marker).toList();
            Comparison comparison = Comparison.of(books(side).ledger(),
                    all.stream().filter(event -> isOf(event, side)).toList(), told);
            assertThat(comparison.isClean()).as("%s, %s, in %s: %s", how, side, folder, comparison).isTrue();
            assertThat(comparison.committed()).as("committed in %s", side).isPositive();
            assertThat(books(side).prepared()).as("%s: prepared in %s, of which nobody is in doubt", how, side).isEmpty();
        }
    }

    @Override
    public void close() {
        started.forEach(App::close);
    }
}
