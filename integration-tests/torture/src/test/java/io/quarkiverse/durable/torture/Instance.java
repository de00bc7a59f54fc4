package io.quarkiverse.durable.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.AppProcess;
import io.quarkiverse.durable.servers.FaultyProxy;

/**
 * One installation of the application: its log directory and its way to the database. A thread starts its process again
 * whenever it is gone, as an operator would.
 */
final class Instance implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Instance.class);
    static final Path APPLICATION = Path.of("target", "quarkus-app");

    private final String name;
    private final FaultyProxy proxy;
    private final Map<String, String> settings;
    private final boolean ownDisk;
    private final Supplier<AppProcess.Builder> program;
    private final Runnable changed;
    private final Thread keeper;

    private boolean wanted;
    private boolean powered = true;
    private boolean closed;
    private String armedForNextStart = "";
    private @Nullable AppProcess process;
    private @Nullable App app;
    /** The process that runs now is to die at a step of its recovery, and nobody else has ended it. */
    private boolean startIsArmed;
    private int kills;
    private int killsInRecovery;
    private int refusedStarts;
    private AppOutput said = AppOutput.NOTHING;
    private @Nullable String failure;

    /**
     * @param ownDisk the log's disk may be full, and then a start may end with that message
     * @param program what each start is
     * @param changed called when the application begins or ceases to answer
     */
    Instance(String name, FaultyProxy proxy, Map<String, String> settings, boolean ownDisk,
            Supplier<AppProcess.Builder> program, Runnable changed) {
        this.name = name;
        this.proxy = proxy;
        this.settings = settings;
        this.ownDisk = ownDisk;
        this.program = program;
        this.changed = changed;
        this.keeper = new Thread(this::keep, "keeper-of-" + name);
        keeper.setDaemon(true);
        keeper.start();
    }

    FaultyProxy proxy() {
        return proxy;
    }

    /** The application while it answers; else null. */
    synchronized @Nullable App app() {
        return app;
    }

    synchronized int kills() {
        return kills;
    }

    /** Of these, those at the step for which the start was armed. */
    synchronized int killsInRecovery() {
        return killsInRecovery;
    }

    /** Starts that ended because the disk of the log had no room. */
    synchronized int refusedStarts() {
        return refusedStarts;
    }

    /** What the processes said that have ended. */
    synchronized AppOutput said() {
        return said;
    }

    /** Why the application ended by itself; null if it did not. */
    synchronized @Nullable String failure() {
        return failure;
    }

    synchronized boolean isWanted() {
        return wanted;
    }

    synchronized void join() {
        wanted = true;
        notifyAll();
    }

    /** The application stops in good order and stays away. */
    void leave() {
        AppProcess leaving;
        synchronized (this) {
            wanted = false;
            leaving = process;
        }
        if (leaving != null) {
            int unused = leaving.terminate();
        }
        awaitGone();
    }

    /** No process starts any more, and however the one that runs ends is no failure. */
    synchronized void unplug() {
        powered = false;
    }

    synchronized void plugIn() {
        powered = true;
        notifyAll();
    }

    /** The next process is killed at this step. */
    synchronized void armNextStart(String step) {
        armedForNextStart = "kill:" + step;
    }

    /** What the process that runs now is armed for, is another step from now on. */
    synchronized void forgetArmedStart() {
        startIsArmed = false;
    }

    /** Waits until the application answers; null if it does not in this time. */
    synchronized @Nullable App awaitApp(Duration max) {
        long deadline = System.nanoTime() + max.toNanos();
        while (app == null && failure == null && waitUntil(deadline)) {
            continue;
        }
        return app;
    }

    /** Waits until this process is gone; false if it is not in this time. */
    synchronized boolean awaitEnd(App ending, Duration max) {
        long deadline = System.nanoTime() + max.toNanos();
        while (app == ending && waitUntil(deadline)) {
            continue;
        }
        return app != ending;
    }

    synchronized void awaitGone() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (process != null && waitUntil(deadline)) {
            continue;
        }
    }

    private boolean waitUntil(long deadline) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            return false;
        }
        try {
            wait(left);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void kill() {
        AppProcess victim;
        synchronized (this) {
            victim = process;
            startIsArmed = false;
        }
        if (victim != null && victim.isAlive()) {
            victim.kill9();
        }
    }

    private void keep() {
        while (true) {
            AppProcess started;
            synchronized (this) {
                while (!(wanted && powered) && !closed) {
                    waitUntil(Long.MAX_VALUE);
                }
                if (closed || failure != null) {
                    return;
                }
                started = start();
                process = started;
            }
            try (started) {
                serve(started);
            }
        }
    }

    private AppProcess start() {
        Map<String, String> all = new HashMap<>(settings);
        startIsArmed = !armedForNextStart.isEmpty();
        if (startIsArmed) {
            all.put("crash.arm", armedForNextStart);
            armedForNextStart = "";
        }
        return configured(program.get(), name, all).start();
    }

    static AppProcess.Builder configured(AppProcess.Builder program, String name, Map<String, String> settings) {
        return program.jvmArgument("-Xmx160m").name(name).properties(settings);
    }

    private void serve(AppProcess started) {
        boolean answered = false;
        try {
            App answering = new App(started);
            answered = true;
            synchronized (this) {
                app = answering;
                notifyAll();
            }
            changed.run();
        } catch (IllegalStateException e) {
            LOG.debugf("%s did not come up: %s", name, e.getMessage());
        }
        ended(started, started.waitForEnd(), answered);
        changed.run();
    }

    private synchronized void ended(AppProcess ended, int exitCode, boolean answered) {
        app = null;
        process = null;
        said = said.plus(AppOutput.read(ended.output()));
        if (exitCode == App.KILLED) {
            // the end of the run is no fault
            kills += closed ? 0 : 1;
            killsInRecovery += startIsArmed ? 1 : 0;
        } else if (ownDisk && !answered && AppOutput.saysThatTheDiskIsFull(ended.output())) {
            refusedStarts++;
        } else if (wanted && powered && !closed) {
            failure = name + " ended by itself with code " + exitCode + ", output in " + ended.output();
            LOG.error(failure);
        }
        notifyAll();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            wanted = false;
            notifyAll();
        }
        kill();
        awaitGone();
        proxy.close();
    }
}
