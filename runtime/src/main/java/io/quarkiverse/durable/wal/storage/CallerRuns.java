package io.quarkiverse.durable.wal.storage;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs on the thread that asks. An asynchronous channel with it is a synchronous one that interrupts do not close, which a
 * {@code FileChannel} is not.
 */
final class CallerRuns extends AbstractExecutorService {

    static final CallerRuns INSTANCE = new CallerRuns();

    private CallerRuns() {
    }

    @Override
    public void execute(Runnable command) {
        command.run();
    }

    @Override
    public void shutdown() {
        // has nothing to end
    }

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }
}
