package io.quarkiverse.durable.benchmark.wal;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;

/**
 * Bytes that the threads of this process have allocated.
 *
 * @param total by all threads that are alive
 * @param byLog by the log's own threads
 */
record Allocation(long total, long byLog) {

    private static final String LOG_THREADS = "durable-log-";

    static Allocation now() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        var infos = threads.getThreadInfo(ids);
        long self = Thread.currentThread().getId();
        long total = 0;
        long byLog = 0;
        for (int i = 0; i < ids.length; i++) {
            if (bytes[i] > 0 && infos[i] != null && ids[i] != self) {
                total += bytes[i];
                byLog += infos[i].getThreadName().startsWith(LOG_THREADS) ? bytes[i] : 0;
            }
        }
        return new Allocation(total, byLog);
    }

    Allocation since(Allocation earlier) {
        return new Allocation(total - earlier.total, byLog - earlier.byLog);
    }
}
