package io.quarkiverse.durable.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.durable.benchmark.wal.WalBenchmark;
import io.quarkiverse.durable.servers.AppProcess;
import io.quarkiverse.durable.servers.PostgresServer;

/** Starts PostgreSQL and the packaged application, each as a process of its own, and reports what the application measured. */
public final class BenchmarkMain {

    private static final Path TARGET = Path.of("target");
    private static final Path RESULTS = TARGET.resolve("benchmark-results.adoc");
    private static final Path LOG = TARGET.resolve("benchmark-log");
    private static final Duration LIMIT_LENGTH_MAX = Duration.ofSeconds(5);

    private final Settings settings;
    private final List<String> facts = new ArrayList<>();

    private BenchmarkMain(Settings settings) {
        this.settings = settings;
    }

    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.ofSystemProperties();
        if (settings.benchmark().equals(Settings.WAL)) {
            WalBenchmark.run(settings);
        } else {
            new BenchmarkMain(settings).run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        fact(Machine.describe(TARGET));
        Folder.delete(LOG);
        try (PostgresServer server = PostgresServer.start()) {
            List<Report.Limit> limits = limits(server);
            fact("application: one process with -Xmx" + settings.heap()
                    + ", the load in it; database on the same machine and disk");
            Comparison comparison = measure(server);
            Report report = new Report(facts, limits, comparison, settings.command());
            Files.writeString(RESULTS, report.asciidoc());
            say(report.asciidoc());
            report.ratioLines().forEach(BenchmarkMain::say);
            if (comparison.undelivered() > 0) {
                throw new IllegalStateException(comparison.undelivered()
                        + " events did not reach the consumer within the patience after a round; the figures are not valid");
            }
            say("The table for the documentation is in " + RESULTS);
        }
    }

    private List<Report.Limit> limits(PostgresServer server) throws Exception {
        Duration length = Duration.ofSeconds(Math.min(settings.seconds(), LIMIT_LENGTH_MAX.toSeconds()));
        Device.Rate direct = Device.directSynchronousWrites(TARGET, length);
        Device.Rate buffered = Device.bufferedWritesWithFdatasync(TARGET, length);
        List<Report.Limit> limits = List.of(
                new Report.Limit("4 KiB writes to the disk, " + direct.how(), direct.perSecond()),
                new Report.Limit("4 KiB writes to the disk, " + buffered.how(), buffered.perSecond()),
                new Report.Limit("smallest synced transactions of PostgreSQL",
                        SmallestCommit.perSecond(server, length)));
        limits.forEach(limit -> say("limit: " + limit.name() + ": " + Math.round(limit.perSecond()) + "/s"));
        return limits;
    }

    private Comparison measure(PostgresServer server) throws IOException {
        PostgresServer.Database database = server.createDatabase("benchmark");
        List<RoundResult> results = new ArrayList<>();
        try (AppProcess application = application(database).start()) {
            fact(application.awaitLine("^" + LoadApplication.FACT + "(database: .*)", settings.roundMax()).group(1));
            fact(application.awaitLine("^" + LoadApplication.FACT + "(log: .*)", settings.roundMax()).group(1));
            for (Round round : Round.interleaved(settings.rounds(), settings.threadCounts())) {
                String line = application.awaitLine("^" + RoundResult.PREFIX + "number=" + round.number() + " threads="
                        + round.threads() + " variant=" + round.variant() + " .*", settings.roundMax()).group();
                say(line);
                results.add(RoundResult.parse(line));
            }
            application.awaitLine("^" + LoadApplication.DONE, settings.roundMax());
            int exit = application.waitForExit();
            if (exit != 0) {
                throw new IllegalStateException("The application ended with " + exit + "; see " + application.output());
            }
        }
        return new Comparison(results);
    }

    private AppProcess.Builder application(PostgresServer.Database database) {
        return AppProcess.quarkus(TARGET.resolve("quarkus-app"))
                .name("benchmark-application")
                .jvmArgument("-Xmx" + settings.heap())
                .property("quarkus.datasource.jdbc.url", withCountingSockets(database.url()))
                .property("quarkus.datasource.username", database.user())
                .property("quarkus.datasource.password", database.password())
                .property("quarkus.durable.directory", LOG.toAbsolutePath().toString())
                .property("benchmark.seconds", String.valueOf(settings.seconds()))
                .property("benchmark.rounds", String.valueOf(settings.rounds()))
                .property("benchmark.warmup", String.valueOf(settings.warmUpSeconds()))
                .property("benchmark.threads", settings.threads());
    }

    private static String withCountingSockets(String url) {
        return url + (url.contains("?") ? "&" : "?") + "socketFactory=" + CountingSockets.class.getName();
    }

    private void fact(String fact) {
        facts.add(fact);
        say(fact);
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
