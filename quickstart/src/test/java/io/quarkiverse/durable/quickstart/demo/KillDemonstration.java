package io.quarkiverse.durable.quickstart.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Puts the quickstart under load, kills it with SIGKILL again and again, and compares what the database holds with what the
 * consumer received.
 */
public final class KillDemonstration {

    /** So many of a hundred kills come while the application starts, at a random moment within this time. */
    private static final int EARLY_KILLS_PERCENT = 25;
    private static final long EARLY_MILLIS_MAX = 3000;

    private final DemoSettings settings;
    private final PrintStream out;
    private final long began = System.nanoTime();
    private final SplittableRandom random;
    private final Ledger ledger = new Ledger();

    KillDemonstration(DemoSettings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
        this.random = new SplittableRandom(settings.seed());
    }

    public static void main(String[] arguments) throws InterruptedException {
        try {
            Result result = new KillDemonstration(DemoSettings.fromSystemProperties(), System.out).run();
            result.print(System.out);
            System.exit(result.isClean() ? 0 : 1);
        } catch (Application.DemoFailure e) {
            System.out.println(e.getMessage());
            System.exit(2);
        }
    }

    Result run() throws InterruptedException {
        prepare();
        say("%d clients write orders, and %d kills come at random moments (-Ddemo.seed=%d%s)", settings.threads(),
                settings.kills(), settings.seed(),
                settings.writeDelayMillis() > 0 ? ", H2 delays its writes by " + settings.writeDelayMillis() + " ms" : "");
        try (Application application = new Application(settings)) {
            Workload workload = new Workload(application, ledger, settings);
            workload.start();
            try {
                application.start();
                for (int kill = 1; kill <= settings.kills(); kill++) {
                    kill(kill, application, workload);
                    application.start();
                }
                serve(application, workload);
                application.pause(slice());
            } finally {
                workload.stop();
            }
            application.awaitPublished();
            say("everything is published, nothing is in doubt; the application stops, and the counting begins");
            application.stop();
            Evidence evidence = Evidence.of(settings, application.logs());
            return new Result(settings.kills(), ledger, evidence, Comparison.of(evidence));
        }
    }

    private void kill(int number, Application application, Workload workload) throws InterruptedException {
        boolean early = number > 1 && random.nextInt(100) < EARLY_KILLS_PERCENT;
        if (early) {
            application.pause(Duration.ofMillis(random.nextLong(EARLY_MILLIS_MAX)));
        } else {
            serve(application, workload);
            application.pause(slice());
        }
        application.kill();
        workload.suspend();
        say("kill %d of %d, %s; %d requests answered so far", number, settings.kills(),
                early ? "while it starts" : "under load", ledger.answeredCount());
    }

    private void serve(Application application, Workload workload) throws InterruptedException {
        Duration took = application.awaitReady();
        say("the application serves, after %.1f s", took.toMillis() / 1000.0);
        workload.resume();
    }

    /** The time under load until the next kill: between half and one and a half of an equal share. */
    private Duration slice() {
        long share = settings.load().toMillis() / (settings.kills() + 1);
        return Duration.ofMillis(share / 2 + random.nextLong(share));
    }

    private void prepare() {
        if (!Files.exists(settings.target().resolve("quarkus-app"))) {
            throw new Application.DemoFailure("There is no application in " + settings.target() + "; package it first");
        }
        try {
            if (Files.exists(settings.directory())) {
                try (Stream<Path> files = Files.walk(settings.directory())) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            Files.createDirectories(settings.data());
        } catch (IOException e) {
            throw new UncheckedIOException(settings.directory() + " cannot be cleared", e);
        }
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, "%5.1f s  ", (System.nanoTime() - began) / 1e9)
                + String.format(Locale.ROOT, format, values));
    }
}
