package io.quarkiverse.durable.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.servers.PostgresServer;

/**
 * Starts PostgreSQL and, for each commit mode, the packaged application, each as a process of its own; tells them in turn
 * what to measure, and reports.
 */
final class CommitBenchmark {

    private static final Path TARGET = Path.of("target");
    private static final Duration LIMIT_LENGTH_MAX = Duration.ofSeconds(5);
    private static final int SAMPLES_HELD = 24;

    private final Settings settings;
    private final List<String> facts = new ArrayList<>();
    private final Map<Variant, MeasuredApplication> applications = new EnumMap<>(Variant.class);

    CommitBenchmark(Settings settings) {
        this.settings = settings;
    }

    void run() throws Exception {
        say("commit modes: " + settings.modes());
        fact(Machine.describe(TARGET));
        try (PostgresServer server = PostgresServer.start(); DelayingProxy proxy = proxy(server)) {
            List<Report.Limit> limits = limits(server);
            fact("application: for each commit mode one process with -Xmx" + settings.heap()
                    + ", the load in it; database on the same machine and disk");
            startAll(server, proxy);
            if (settings.snapshotSeconds() > 0) {
                snapshots(limits);
            } else {
                compare(limits, proxy);
            }
            applications.values().forEach(MeasuredApplication::end);
        } finally {
            applications.values().forEach(MeasuredApplication::close);
        }
    }

    private @Nullable DelayingProxy proxy(PostgresServer server) throws IOException {
        return settings.delayMicros() == 0 ? null : new DelayingProxy(server, Duration.ofNanos(settings.delayMicros() * 500L));
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

    private void startAll(PostgresServer server, @Nullable DelayingProxy proxy) throws Exception {
        MeasuredApplication strict = start(server, proxy, Variant.STRICT);
        for (String name : List.of("database", "log", "rows of debezium-sql in the warm-up")) {
            fact(strict.fact(name));
        }
        boolean modesAreKnown = strict.fact("commit mode").equals("commit mode: " + Variant.STRICT);
        for (Variant mode : settings.modes()) {
            if (mode != Variant.STRICT && modesAreKnown) {
                fact(start(server, proxy, mode).fact("commit mode"));
            } else if (mode != Variant.STRICT) {
                fact("skipped: " + mode + "; this version of Quarkus Durable does not know " + LoadApplication.COMMIT_MODE);
            }
        }
    }

    private MeasuredApplication start(PostgresServer server, @Nullable DelayingProxy proxy, Variant mode)
            throws IOException, SQLException {
        PostgresServer.Database database = server.createDatabase("benchmark_" + mode);
        PostgresServer.Database reached = proxy == null ? database : proxy.through(database);
        if (proxy != null && applications.isEmpty()) {
            Samples direct = RoundTripTime.measure(database);
            Samples delayed = proxy.calibrate(database, direct);
            fact("network: a proxy that adds " + settings.delayMicros()
                    + " µs to a round trip, half in each direction; its waits begin to end "
                    + proxy.lateNanos() / 1000 + " µs early to make up for what its threads add; smallest statement without it "
                    + RoundTripTime.text(direct) + ", with it " + RoundTripTime.text(delayed));
        }
        MeasuredApplication application = new MeasuredApplication(settings, TARGET, database, reached, mode);
        applications.put(mode, application);
        return application;
    }

    private List<Variant> variants() {
        List<Variant> variants = new ArrayList<>(Variant.inMode(Variant.STRICT));
        applications.keySet().stream().filter(mode -> mode != Variant.STRICT).forEach(variants::add);
        return variants;
    }

    /** The process of that mode; what has no mode is measured in that of strict. */
    private MeasuredApplication applicationFor(Variant variant) {
        return applications.get(variant.isCommitMode() ? variant : Variant.STRICT);
    }

    private void compare(List<Report.Limit> limits, @Nullable DelayingProxy proxy) throws IOException {
        List<RoundResult> results = new ArrayList<>();
        for (Round round : Round.interleaved(settings.rounds(), settings.threadCounts(), variants())) {
            RoundResult result = applicationFor(round.variant()).measure(new Task(round, settings.seconds(), 0));
            say(result.toLine());
            results.add(result);
        }
        if (proxy != null) {
            fact("network in the run: held for " + proxy.heldMicros());
        }
        Comparison comparison = new Comparison(results);
        Report report = new Report(facts, limits, comparison, settings.command());
        publish(proxy == null ? "benchmark-results.adoc" : "benchmark-delay-results.adoc", report.asciidoc(),
                report.ratioLines());
        refuseUndelivered(comparison.undelivered());
    }

    private void snapshots(List<Report.Limit> limits) throws Exception {
        List<SnapshotCourse> courses = new ArrayList<>();
        int undelivered = 0;
        for (Round round : Round.interleaved(1, settings.threadCounts(), variants())) {
            int every = Math.max(1, settings.snapshotSeconds() / SAMPLES_HELD);
            Snapshots plan = Snapshots.plan(settings.seconds(), settings.snapshotSeconds(), every);
            Task task = new Task(round, plan.length(), every);
            MeasuredApplication application = applicationFor(round.variant());
            application.begin(task);
            courses.add(new SnapshotCourse(watch(application, task, plan), plan.from(), plan.until()));
            RoundResult result = application.result(task);
            say(result.toLine());
            undelivered += result.undelivered();
        }
        StringBuilder page = new StringBuilder(Report.preamble(settings.command(), facts, limits));
        courses.forEach(course -> page.append(course.table()).append('\n'));
        List<String> lines = courses.stream().flatMap(course -> course.ratioLines().stream()).toList();
        page.append("----\n").append(String.join("\n", lines)).append("\n----\n");
        publish("benchmark-snapshot-results.adoc", page.toString(), lines);
        refuseUndelivered(undelivered);
    }

    private List<Sample> watch(MeasuredApplication application, Task task, Snapshots plan) throws SQLException {
        List<Sample> samples = new ArrayList<>();
        HeldSnapshot snapshot = null;
        try {
            for (int second : plan.seconds()) {
                Sample sample = application.sample(task, second);
                say(sample.toLine() + (snapshot == null ? "" : " snapshot"));
                samples.add(sample);
                if (second == plan.from()) {
                    snapshot = new HeldSnapshot(application.database());
                } else if (second == plan.until() && snapshot != null) {
                    snapshot.close();
                    snapshot = null;
                }
            }
            return samples;
        } finally {
            if (snapshot != null) {
                snapshot.close();
            }
        }
    }

    private static void publish(String name, String page, List<String> lines) throws IOException {
        Files.writeString(TARGET.resolve(name), page);
        say(page);
        lines.forEach(CommitBenchmark::say);
        say("The tables for the documentation are in " + TARGET.resolve(name));
    }

    private static void refuseUndelivered(int count) {
        if (count > 0) {
            throw new IllegalStateException(count
                    + " events did not reach the consumer within the patience after a round; the figures are not valid");
        }
    }

    private void fact(String fact) {
        facts.add(fact);
        say(fact);
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
