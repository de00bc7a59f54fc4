package io.quarkiverse.durable.runtime.lifecycle;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that serve all datasources of the log.
 *
 * @param resolver asks the databases; each question may wait as long as somebody holds a slot
 * @param timers looks after those who wait, so it never waits in the same queue
 */
record Threads(ScheduledExecutorService resolver, ScheduledExecutorService timers) {

    static final int RESOLVER_MAX = 3;
    static final int TIMERS_MAX = 2;

    static Threads start() {
        return new Threads(of("durable-resolver-", RESOLVER_MAX), of("durable-timer-", TIMERS_MAX));
    }

    private static ScheduledExecutorService of(String name, int max) {
        AtomicInteger count = new AtomicInteger();
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(max, work -> {
            Thread thread = new Thread(work, name + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.setRemoveOnCancelPolicy(true);
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return threads;
    }

    void stop() {
        resolver.shutdownNow();
        timers.shutdownNow();
    }
}
