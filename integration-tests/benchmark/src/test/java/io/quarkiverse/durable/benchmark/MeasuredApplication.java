package io.quarkiverse.durable.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.quarkiverse.durable.servers.AppProcess;
import io.quarkiverse.durable.servers.PostgresServer;

/** The application in one commit mode, on a database and a log of its own, warm and waiting for what to measure. */
public final class MeasuredApplication implements AutoCloseable {

    private final Settings settings;
    private final AppProcess process;
    private final PostgresServer.Database database;

    /**
     * @param reached the same database by the address that the application is to use
     */
    MeasuredApplication(Settings settings, Path target, PostgresServer.Database database, PostgresServer.Database reached,
            Variant mode) throws IOException {
        this.settings = settings;
        this.database = database;
        AppProcess.Builder builder = program(settings, target, reached, mode.toString());
        if (mode != Variant.STRICT) {
            builder.property(LoadApplication.COMMIT_MODE, mode.toString());
        }
        process = builder.start();
    }

    /** The same application, measuring what capturing costs. */
    public static AppProcess capture(Settings settings, Path target, PostgresServer.Database database) throws IOException {
        return program(settings, target, database, Settings.CAPTURE)
                .property(CaptureApplication.ROUNDS, String.valueOf(settings.rounds()))
                .property(CaptureApplication.SECONDS, String.valueOf(settings.seconds()))
                .argument(CaptureApplication.ARGUMENT).start();
    }

    /** Entities in a transaction. */
    public static List<Integer> captureBatches() {
        return CaptureApplication.BATCHES;
    }

    private static AppProcess.Builder program(Settings settings, Path target, PostgresServer.Database reached, String name)
            throws IOException {
        Path log = target.resolve("benchmark-log-" + name);
        Folder.delete(log);
        return AppProcess.quarkus(target.resolve("quarkus-app"))
                .name("benchmark-application-" + name)
                .jvmArgument("-Xmx" + settings.heap())
                .property("quarkus.datasource.jdbc.url", withCountingSockets(reached.url()))
                .property("quarkus.datasource.username", reached.user())
                .property("quarkus.datasource.password", reached.password())
                .property("quarkus.durable.directory", log.toAbsolutePath().toString())
                .property("benchmark.warmup", String.valueOf(settings.warmUpSeconds()))
                .property("benchmark.warmup-threads", String.valueOf(settings.mostThreads()));
    }

    private static String withCountingSockets(String url) {
        return url + (url.contains("?") ? "&" : "?") + "socketFactory=" + CountingSockets.class.getName();
    }

    /** What it says of itself, after the warm-up. */
    String fact(String name) {
        return fact(process, name, settings.startMax());
    }

    public static String fact(AppProcess process, String name, Duration max) {
        return process.awaitLine("^" + LoadApplication.FACT + "(" + name + ": .*)", max).group(1);
    }

    PostgresServer.Database database() {
        return database;
    }

    RoundResult measure(Task task) {
        begin(task);
        return result(task);
    }

    void begin(Task task) {
        process.say(task.toLine());
    }

    Sample sample(Task task, int second) {
        return Sample.parse(await(task, Sample.PREFIX, "second=" + second + " .*"));
    }

    RoundResult result(Task task) {
        return RoundResult.parse(await(task, RoundResult.PREFIX, ".*"));
    }

    private String await(Task task, String prefix, String rest) {
        Round round = task.round();
        return process.awaitLine("^" + prefix + "number=" + round.number() + " threads=" + round.threads() + " variant="
                + round.variant() + " " + rest, settings.roundMax(task)).group();
    }

    void end() {
        process.sayNoMore();
        int exit = process.waitForExit();
        if (exit != 0) {
            throw new IllegalStateException("The application ended with " + exit + "; see " + process.output());
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
