package io.quarkiverse.durable.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.servers.App;

/** Carries out the faults of a plan. */
final class Faults {

    private static final Duration UP_MAX = Duration.ofSeconds(60);
    /** After that an armed process is killed where it is. */
    private static final Duration STEP_MAX = Duration.ofMillis(2_500);
    private static final long WORK_MILLIS_MAX = 1_500;
    private static final int REFUSALS = 20;
    private static final int BATCHES = 3;
    /** So many faults later the second instance joins again, if the plan has not brought it back: two are killed more often. */
    private static final int AWAY_FAULTS = 4;

    private final Stage stage;
    private final @Nullable DiskFaults disks;
    private int databaseKills;
    private int faultsWithoutSecond;

    /** @param problems told of what must not be */
    Faults(Stage stage, Consumer<String> problems) {
        this.stage = stage;
        Disks own = stage.disks();
        this.disks = own == null ? null : new DiskFaults(stage, own, problems);
    }

    int databaseKills() {
        return databaseKills;
    }

    /**
     * Returns what really happened, which is a plain kill where a step was not reached; null if there was nobody to hit.
     * Whether a recovery reached its step, the instance knows when that process has ended.
     */
    Fault.@Nullable Kind strike(Fault fault) throws InterruptedException {
        endAbsence(stage.instance(1));
        boolean unused = stage.clients().awaitMore(Clients.Answer.ACKNOWLEDGED, fault.orders(), WORK_MILLIS_MAX);
        park(fault.pause());
        Instance victim = victim(fault.instance());
        switch (fault.kind()) {
            case KILL -> {
                return killServing(victim);
            }
            case KILL_AT_STEP -> {
                return killAtStep(victim, fault.step());
            }
            case KILL_IN_RECOVERY -> {
                return killInRecovery(victim, fault.step());
            }
            case KILL_DATABASE -> {
                killDatabase();
                stage.server().restart();
            }
            case KILL_ALL -> {
                victim.kill();
                killDatabase();
                stage.instances().forEach(Instance::kill);
                stage.server().restart();
            }
            case CUT -> victim.proxy().cut();
            case CUT_AFTER_COMMIT -> victim.proxy().cutAfterCommitSent();
            case CUT_BEFORE_COMMIT -> victim.proxy().cutBeforeCommit();
            case SILENCE -> {
                victim.proxy().blackHole();
                park(fault.length());
                victim.proxy().pass();
            }
            case FULL -> {
                stage.recorder().stall(true);
                unused = stage.clients().awaitMore(Clients.Answer.NO_ROOM, REFUSALS, fault.length().toMillis());
                stage.recorder().stall(false);
            }
            case LOSE_ANSWERS -> stage.recorder().loseAnswers(BATCHES);
            case JOIN_OR_LEAVE -> joinOrLeave(stage.instance(1));
            case POWER_LOSS -> {
                Objects.requireNonNull(disks).losePower();
                databaseKills++;
            }
            case DISK_FULL -> Objects.requireNonNull(disks).runFull(fault.length(), null);
            case KILL_ON_FULL_DISK -> Objects.requireNonNull(disks).runFull(fault.length(), victim);
        }
        return fault.kind();
    }

    private void endAbsence(Instance second) {
        if (!second.isWanted() && ++faultsWithoutSecond >= AWAY_FAULTS) {
            second.join();
        }
    }

    private void joinOrLeave(Instance second) {
        if (second.isWanted()) {
            second.leave();
            faultsWithoutSecond = 0;
        } else {
            second.join();
        }
    }

    /** The one that was planned, or the other one while that one starts. */
    private Instance victim(int planned) {
        Instance wanted = stage.instance(planned);
        Instance other = stage.instance(1 - planned);
        boolean instead = !wanted.isWanted() || wanted.app() == null && other.app() != null;
        return instead ? other : wanted;
    }

    /** Nothing is armed, held or cut any more, and both instances serve. */
    void calm() {
        stage.recorder().stall(false);
        stage.recorder().loseAnswers(0);
        for (Instance instance : stage.instances()) {
            instance.proxy().disarm();
            instance.proxy().pass();
            instance.join();
        }
        for (Instance instance : stage.instances()) {
            App app = serving(instance);
            if (app != null) {
                ask(app, "/release");
            }
        }
    }

    private static Fault.@Nullable Kind killServing(Instance victim) {
        if (serving(victim) == null) {
            return null;
        }
        victim.kill();
        return Fault.Kind.KILL;
    }

    private static Fault.@Nullable Kind killAtStep(Instance victim, String step) {
        App app = serving(victim);
        if (app == null) {
            return null;
        }
        victim.forgetArmedStart();
        ask(app, "/arm?fuse=kill:" + step);
        if (victim.awaitEnd(app, STEP_MAX)) {
            return Fault.Kind.KILL_AT_STEP;
        }
        victim.kill();
        return Fault.Kind.KILL;
    }

    private static Fault.@Nullable Kind killInRecovery(Instance victim, String step) {
        if (serving(victim) == null) {
            return null;
        }
        victim.armNextStart(step);
        victim.kill();
        return Fault.Kind.KILL;
    }

    private void killDatabase() {
        stage.server().kill9();
        databaseKills++;
    }

    private static @Nullable App serving(Instance instance) {
        return instance.awaitApp(UP_MAX);
    }

    private static void ask(App app, String command) {
        try {
            App.Answer unused = app.ask(command);
        } catch (IOException e) {
            // it is gone already
        }
    }

    private static void park(Duration length) {
        long deadline = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
