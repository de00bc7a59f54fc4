package io.quarkiverse.durable.benchmark.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.quarkiverse.durable.benchmark.Machine;
import io.quarkiverse.durable.benchmark.MeasuredApplication;
import io.quarkiverse.durable.benchmark.Settings;
import io.quarkiverse.durable.servers.AppProcess;
import io.quarkiverse.durable.servers.PostgresServer;

/** Starts PostgreSQL and the packaged application, which measures what capturing an entity costs, and reports. */
public final class CaptureBenchmark {

    private static final Path TARGET = Path.of("target");
    private static final Path RESULT = TARGET.resolve("benchmark-capture-results.adoc");
    /** Envers may be much slower than the seconds that are given for the inserts without it. */
    private static final int UPDATES_AND_DELETES_MAX = 30;
    private static final Duration START_MAX = Duration.ofMinutes(2);

    private CaptureBenchmark() {
    }

    public static void run(Settings settings) throws IOException {
        List<String> facts = new ArrayList<>();
        facts.add(Machine.describe(TARGET));
        double loadBefore = Machine.loadAverage();
        facts.add("application: one process with -Xmx" + settings.heap() + ", one thread of load in it, commit mode strict; "
                + "database on the same machine and disk; JDBC without batches");
        List<Cost> costs = new ArrayList<>();
        try (PostgresServer server = PostgresServer.start();
                AppProcess application = MeasuredApplication.capture(settings, TARGET, server.createDatabase("capture"))) {
            for (String fact : List.of("database", "commit mode", "log")) {
                facts.add(MeasuredApplication.fact(application, fact, settings.startMax()));
            }
            facts.forEach(CaptureBenchmark::say);
            Duration max = Duration.ofSeconds((long) settings.seconds() * UPDATES_AND_DELETES_MAX).plus(START_MAX);
            for (int round = 1; round <= settings.rounds(); round++) {
                for (int batch : MeasuredApplication.captureBatches()) {
                    for (Way way : Way.values()) {
                        for (Operation operation : Operation.values()) {
                            costs.add(await(application, round, way, batch, operation, max));
                        }
                    }
                }
            }
            facts.add(MeasuredApplication.fact(application, "events that the consumer received", START_MAX));
        }
        facts.add(String.format(Locale.ROOT, "load average of the machine: %.1f at the beginning, %.1f at the end", loadBefore,
                Machine.loadAverage()));
        Costs all = new Costs(costs);
        String page = all.asciidoc(settings.command(), facts);
        Files.writeString(RESULT, page);
        say(page);
        all.ratioLines().forEach(CaptureBenchmark::say);
        say("The table for the documentation is in " + RESULT);
    }

    private static Cost await(AppProcess application, int round, Way way, int batch, Operation operation, Duration max) {
        String line = application.awaitLine("^" + Cost.PREFIX + "round=" + round + " way=" + way + " batch=" + batch
                + " operation=" + operation + " .*", max).group();
        say(line);
        return Cost.parse(line);
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
