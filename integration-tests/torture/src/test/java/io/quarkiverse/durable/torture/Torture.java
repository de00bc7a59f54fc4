package io.quarkiverse.durable.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.torture.oracle.Evidence;
import io.quarkiverse.durable.torture.oracle.Findings;
import io.quarkiverse.durable.torture.oracle.Oracle;
import io.quarkiverse.durable.torture.oracle.Past;

/** One run: rounds of faults under load, and after each round, when nothing moves any more, the judgement. */
final class Torture {

    private static final Logger LOG = Logger.getLogger(Torture.class);
    private static final int ROUND_FAULTS = 30;
    private static final Duration UP_MAX = Duration.ofSeconds(60);
    private static final long SETTLE_MILLIS = 40_000;
    private static final Duration COMMIT_MAX = Duration.ofSeconds(40);
    private static final Duration COMMIT_AGAIN = Duration.ofMillis(50);
    private static final int SETTLE_ATTEMPTS_MAX = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Settings settings;
    private final Stage stage;
    private final Faults faults;
    private final Tally tally;
    private final Orders own;
    private final String founder;
    private Past past = Past.NONE;

    private Torture(Settings settings, Stage stage) throws IOException {
        this.settings = settings;
        this.stage = stage;
        this.tally = new Tally(settings);
        this.faults = new Faults(stage, tally::problem);
        stage.instances().forEach(Instance::join);
        App app = stage.instance(0).awaitApp(UP_MAX);
        if (app == null) {
            throw new IllegalStateException("The application does not start: " + stage.instance(0).failure());
        }
        refuseUnknownMode(app);
        own = new Orders("founder", new Random(settings.seed()));
        Orders.Order order = own.founding();
        app.must(order.path());
        founder = order.marker();
    }

    static Tally run(Settings settings) throws Exception {
        try (Stage stage = new Stage(settings)) {
            Torture torture = new Torture(settings, stage);
            torture.run();
            stage.instances().forEach(Instance::close);
            torture.tally.ended(stage, torture.faults.databaseKills());
            return torture.tally;
        }
    }

    /** Quarkus passes over settings that it does not know: a run in a mode that is not there would prove nothing. */
    private void refuseUnknownMode(App app) throws IOException {
        boolean unknown = Files.readString(app.process().output())
                .contains("Unrecognized configuration key \"quarkus.durable.commit-mode\"");
        if (unknown && !settings.mode().equals("strict")) {
            throw new IllegalStateException("The extension has no quarkus.durable.commit-mode: only strict can be tortured");
        }
    }

    private void run() throws InterruptedException, IOException {
        FaultPlan plan = new FaultPlan(settings);
        long deadline = System.nanoTime() + settings.length().toNanos();
        Set<String> acknowledged = Set.of(founder);
        while (tally.isClean() && System.nanoTime() < deadline) {
            stage.clients().goOn();
            for (int count = 0; count < ROUND_FAULTS && System.nanoTime() < deadline && isAlive(); count++) {
                Fault fault = plan.next();
                LOG.debugf("%s", fault);
                tally.struck(fault, faults.strike(fault));
            }
            judge(acknowledged);
            acknowledged = Set.of();
        }
    }

    private boolean isAlive() {
        return stage.instances().stream().allMatch(instance -> instance.failure() == null);
    }

    private void judge(Set<String> acknowledgedBefore) throws InterruptedException {
        faults.calm();
        stage.clients().pause();
        Set<String> acknowledged = new HashSet<>(acknowledgedBefore);
        stage.instances().forEach(instance -> commit(instance, acknowledged));
        stage.instances().forEach(this::settle);
        stage.instances().stream().map(Instance::failure).filter(failure -> failure != null).forEach(tally::problem);
        Clients.Remembered remembered = stage.clients().take();
        acknowledged.addAll(remembered.acknowledged());
        Evidence evidence = new Evidence(past, stage.bank().markers(), stage.bank().rows(), stage.recorder().take(),
                acknowledged, remembered.ordered(), Orders.MONEY);
        Findings findings = Oracle.judge(evidence);
        tally.judged(evidence.committed().size(), findings);
        if (findings.isClean()) {
            past = Past.after(evidence);
            stage.bank().clearMarkers();
        } else {
            tally.problem("What this was judged by is in " + stage.keep(evidence));
        }
    }

    /** When nothing is broken any more, each instance commits again: also one whose log had no room. */
    private void commit(Instance instance, Set<String> acknowledged) {
        String last = "it does not answer";
        long deadline = System.nanoTime() + COMMIT_MAX.toNanos();
        do {
            App app = instance.awaitApp(UP_MAX);
            if (app == null) {
                break;
            }
            Orders.Order order = own.plain();
            try {
                App.Answer answer = app.ask(order.path());
                if (answer.ok()) {
                    acknowledged.add(order.marker());
                    return;
                }
                last = answer.text();
            } catch (IOException e) {
                LOG.debugf("Died while it committed: %s", e.getMessage());
            }
            LockSupport.parkNanos(COMMIT_AGAIN.toNanos());
        } while (System.nanoTime() < deadline);
        tally.problem("An instance commits nothing although nothing is broken any more: " + last);
    }

    /** Waits until everything has its outcome and is published. */
    private void settle(Instance instance) {
        String last = "it does not answer";
        for (int attempt = 0; attempt < SETTLE_ATTEMPTS_MAX; attempt++) {
            App app = instance.awaitApp(UP_MAX);
            if (app == null) {
                break;
            }
            try {
                last = app.ask("/settled?millis=" + SETTLE_MILLIS).text();
                if (isSettled(last)) {
                    return;
                }
            } catch (IOException e) {
                LOG.debugf("Died while it settled: %s", e.getMessage());
            }
        }
        tally.problem("An instance does not settle: " + last);
    }

    static boolean isSettled(String text) throws IOException {
        JsonNode status = JSON.readTree(text);
        boolean settled = status.path("phase").asText().equals("SERVING") && status.path("inDoubt").isEmpty()
                && !status.path("sinks").isEmpty();
        for (JsonNode sink : status.path("sinks")) {
            settled &= sink.path("lag").asLong(-1) == 0 && sink.path("inFlight").asLong(-1) == 0;
        }
        return settled;
    }
}
