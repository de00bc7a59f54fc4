package io.quarkiverse.durable.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class ThreadsTest {

    /** Otherwise as many dead sessions as there are threads would never be ended. */
    @Test
    void thoseWhoEndHoldersDoNotQueueBehindThoseWhoWaitForThem() throws Exception {
        Threads threads = Threads.start();
        CountDownLatch holderEnded = new CountDownLatch(1);
        try {
            for (int i = 0; i <= Threads.RESOLVER_MAX; i++) {
                threads.resolver().execute(() -> {
                    try {
                        holderEnded.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            threads.timers().schedule(holderEnded::countDown, 1, TimeUnit.MILLISECONDS);
            assertThat(holderEnded.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.stop();
        }
        assertThat(threads.resolver().isShutdown()).isTrue();
        assertThat(threads.timers().isShutdown()).isTrue();
    }
}
