package io.quarkiverse.durable.torture;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.servers.App;

/** Faults of a run that has file systems of its own. */
final class DiskFaults {

    private static final int REFUSALS = 20;
    private static final long GO_ON_MILLIS_MAX = 30_000;

    private final Stage stage;
    private final Disks disks;
    private final Consumer<String> problems;

    /** @param problems told of what must not be */
    DiskFaults(Stage stage, Disks disks, Consumer<String> problems) {
        this.stage = stage;
        this.disks = disks;
        this.problems = problems;
    }

    /** The disks first, then all processes: what is on its way at that moment gets there in part. */
    void losePower() {
        stage.instances().forEach(Instance::unplug);
        disks.losePower();
        stage.instances().forEach(Instance::kill);
        stage.server().kill9();
        stage.instances().forEach(Instance::awaitGone);
        disks.restorePower();
        stage.server().restart();
        stage.instances().forEach(Instance::plugIn);
    }

    /**
     * Until commits are refused for want of room. With the room they must go on, although the consumer is still silent.
     *
     * @param killed it has to start meanwhile, or to wait with that until there is room; null for nobody
     */
    void runFull(Duration max, @Nullable Instance killed) throws InterruptedException {
        Clients clients = stage.clients();
        stage.recorder().stall(true);
        disks.fillLogs();
        boolean unused = clients.awaitMore(Clients.Answer.DISK_FULL, REFUSALS, max.toMillis());
        if (killed != null) {
            killed.kill();
            App unusedApp = killed.awaitApp(max);
        }
        disks.freeLogs();
        if (!clients.awaitMore(Clients.Answer.ACKNOWLEDGED, 1, GO_ON_MILLIS_MAX)) {
            problems.accept("No commit within " + GO_ON_MILLIS_MAX + " ms after the disk had room again");
        }
        stage.recorder().stall(false);
    }
}
