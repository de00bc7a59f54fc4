package io.quarkiverse.durable.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.AppProcess;
import io.quarkiverse.durable.servers.FaultyProxy;
import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.servers.QuickStart;
import io.quarkiverse.durable.torture.broken.Break;
import io.quarkiverse.durable.torture.broken.BreakAgent;
import io.quarkiverse.durable.torture.oracle.Evidence;
import io.quarkiverse.durable.torture.oracle.Findings;
import io.quarkiverse.durable.torture.oracle.Oracle;
import io.quarkiverse.durable.torture.oracle.Past;
import io.quarkiverse.durable.torture.oracle.Received;

/** One application, whole or broken, whose every step a test decides. */
final class Scene implements AutoCloseable {

    private static final String MODE = "strict";
    private static final long SETTLE_MILLIS = 40_000;
    /** What is broken may never come to rest. */
    private static final long BROKEN_SETTLE_MILLIS = 10_000;

    private final boolean broken;
    private final BankDatabase bank;
    private final Recorder recorder;
    private final FaultyProxy proxy;
    private final Map<String, String> settings;
    private final List<String> jvmArguments = new ArrayList<>();
    private final List<Received> received = new ArrayList<>();
    private final Set<String> acknowledged = new HashSet<>();
    private final Set<String> ordered = new HashSet<>();
    private int orders;
    private @Nullable AppProcess process;

    /** @param breaking null for the protocol as it is */
    Scene(PostgresServer server, @Nullable Break breaking) throws IOException {
        this(server, breaking, Map.of());
    }

    /** @param more settings, or others */
    Scene(PostgresServer server, @Nullable Break breaking, Map<String, String> more) throws IOException {
        broken = breaking != null;
        PostgresServer.Database database = server.createDatabase("scene");
        bank = new BankDatabase(database);
        bank.createSchema();
        recorder = new Recorder();
        proxy = FaultyProxy.before(server);
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "scenes").toAbsolutePath()),
                "scene-");
        settings = Stage.settings("only", folder.resolve("log"), proxy.through(database), recorder, MODE);
        // a broken protocol may leave what the extension refuses to go on with: here the oracle is to see it
        settings.put("quarkus.durable.unknown-database", "start-afresh");
        settings.putAll(more);
        if (breaking != null) {
            jvmArguments.add("-javaagent:" + BreakAgent.jar(folder) + "=" + breaking);
        }
        start();
        must(order("found", all(), "commit"));
        settle(SETTLE_MILLIS, true);
    }

    private static String all() {
        StringBuilder all = new StringBuilder("1");
        for (int account = 2; account <= Orders.ACCOUNTS; account++) {
            all.append(',').append(account);
        }
        return all.toString();
    }

    FaultyProxy proxy() {
        return proxy;
    }

    App app() {
        return new App(java.util.Objects.requireNonNull(process));
    }

    AppProcess start() {
        AppProcess.Builder program = Instance.configured(QuickStart.withoutArchive(Instance.APPLICATION), "scene", settings);
        jvmArguments.forEach(program::jvmArgument);
        AppProcess started = program.start();
        process = started;
        return started;
    }

    void kill() {
        java.util.Objects.requireNonNull(process).kill9();
    }

    /**
     * Two rows and two explicit events: some money from account 1 to account 2, so that each order needs the rows of the one
     * before.
     */
    Orders.Order transfer(String end) {
        return order("transfer", "1,2", end);
    }

    private Orders.Order order(String kind, String accounts, String end) {
        String marker = "m" + ++orders;
        Orders.Order order = new Orders.Order(marker, "/work?marker=" + marker + "&kind=" + kind + "&accounts=" + accounts
                + "&amount=" + (kind.equals("found") ? Orders.OPENING_BALANCE : 1) + "&event=true&note=10&end=" + end,
                !end.equals("commit"));
        if (order.fails()) {
            ordered.add(marker);
        }
        return order;
    }

    /** Whether it was acknowledged; false as well if there was no answer. */
    boolean ask(Orders.Order order) {
        try {
            return answer(order).ok();
        } catch (IOException e) {
            return false;
        }
    }

    App.Answer answer(Orders.Order order) throws IOException {
        App.Answer answer = app().ask(order.path());
        if (answer.ok() && !order.fails()) {
            synchronized (acknowledged) {
                acknowledged.add(order.marker());
            }
        }
        return answer;
    }

    CompletableFuture<Boolean> askBeside(Orders.Order order) {
        return CompletableFuture.supplyAsync(() -> ask(order));
    }

    void must(Orders.Order order) {
        if (!ask(order)) {
            throw new AssertionError(order + " was not acknowledged, output in " + app().process().output());
        }
    }

    /** Waits until everything is published. */
    private void settle(long millis, boolean must) {
        String status = app().must("/settled?millis=" + millis);
        try {
            if (must && !Torture.isSettled(status)) {
                throw new AssertionError("It does not settle: " + status + ", output in " + app().process().output());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(status, e);
        }
    }

    /** What the process said that runs now. */
    AppOutput said() {
        return AppOutput.read(app().process().output());
    }

    /** The consumer answers nobody until it is told to go on. */
    void stall(boolean on) {
        recorder.stall(on);
    }

    /** Everything is published, but for what is broken. */
    Findings judge() {
        settle(broken ? BROKEN_SETTLE_MILLIS : SETTLE_MILLIS, !broken);
        received.addAll(recorder.take());
        synchronized (acknowledged) {
            return Oracle.judge(new Evidence(Past.NONE, bank.markers(), bank.rows(), List.copyOf(received),
                    Set.copyOf(acknowledged), Set.copyOf(ordered), Orders.MONEY));
        }
    }

    @Override
    public void close() {
        AppProcess last = process;
        if (last != null) {
            last.close();
        }
        proxy.close();
        recorder.close();
    }
}
