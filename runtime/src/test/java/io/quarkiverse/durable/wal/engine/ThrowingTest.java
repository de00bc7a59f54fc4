package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalOptions.SyncMode;
import io.quarkiverse.durable.wal.WalOptions.WaitMode;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/** What is called in the middle of an append throws, also where nobody expects it: an error for want of memory or stack. */
@Timeout(60)
class ThrowingTest {

    private final Fixture log = new Fixture();

    private static final class Thrown extends Error {
        private static final long serialVersionUID = 1;
    }

    private static ByteBuffer payload() {
        return ByteBuffer.allocate(10);
    }

    @Test
    void anAppendThatFailsBeforeItIsQueuedLeavesNoGapInTheNumbers() {
        AtomicInteger calls = new AtomicInteger();
        int[] failing = { -1 };
        WalEngine.Environment environment = new WalEngine.Environment(log.storage.untilCrash(), () -> {
            if (calls.incrementAndGet() == failing[0]) {
                throw new Thrown();
            }
            return 1;
        }, SegmentCipher.none());
        try (Wal wal = WalEngine.open(Fixture.OPTIONS, WalListener.NONE, environment)) {
            wal.appendDurable(1, payload());
            failing[0] = calls.get() + 1;
            assertThatThrownBy(() -> wal.append(1, payload())).isInstanceOf(Thrown.class);
            assertThat(wal.lastLsn()).isEqualTo(Lsn.of(1));
            wal.appendDurable(1, payload());
            assertThat(Fixture.lsns(wal)).containsExactly(1L, 2L);
        }
        try (Wal wal = log.open()) {
            assertThat(Fixture.lsns(wal)).containsExactly(1L, 2L);
        }
    }

    private enum Step {
        STARTED,
        DURABLE,
        OPENED,
        POISONED
    }

    /** Throws at one step, when told to; where that is the telling of a failure, the failure is one that it throws as well. */
    private record Throwing(Step at, CountDownLatch now) implements WalListener {

        private void reached(Step step) {
            boolean last = at == Step.POISONED && step == Step.DURABLE;
            if (now.getCount() == 0 && (step == at || last)) {
                throw new Thrown();
            }
        }

        @Override
        public void batchStarted(Lsn first, Lsn last, int bytes) {
            reached(Step.STARTED);
        }

        @Override
        public void batchDurable(Lsn first, Lsn last, int bytes, long nanos) {
            reached(Step.DURABLE);
        }

        @Override
        public void segmentOpened(Path file, Lsn first, boolean recycled) {
            reached(Step.OPENED);
        }

        @Override
        public void poisoned(WalException cause) {
            reached(Step.POISONED);
        }
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void whereverAListenerThrowsEveryoneIsToldAndTheLogCanBeClosed(Step step) throws Exception {
        for (WaitMode waiting : WaitMode.values()) {
            CountDownLatch now = new CountDownLatch(1);
            Queue<Throwable> told = new ConcurrentLinkedQueue<>();
            Fixture fresh = new Fixture();
            List<Thread> threads = new ArrayList<>();
            try (Wal wal = fresh.open(Fixture.OPTIONS.withWaiting(waiting), new Throwing(step, now))) {
                wal.appendDurable(1, payload());
                for (int i = 0; i < 3; i++) {
                    Thread thread = new Thread(() -> {
                        try {
                            while (true) {
                                wal.appendDurable(1, ByteBuffer.allocate(8000));
                            }
                        } catch (Throwable e) {
                            told.add(e);
                        }
                    });
                    threads.add(thread);
                    thread.start();
                }
                now.countDown();
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            assertThat(told).hasSize(3).allMatch(WalException.Poisoned.class::isInstance)
                    .allMatch(e -> e.getCause() instanceof Thrown);
        }
    }

    /** The write fails when the sync of the one before it is due, which fails as well. */
    @Test
    void theLogIsPoisonedOnce() {
        AtomicInteger poisoned = new AtomicInteger();
        WalListener counting = new WalListener() {
            @Override
            public void poisoned(WalException cause) {
                poisoned.incrementAndGet();
            }
        };
        WalOptions o = Fixture.OPTIONS;
        WalOptions often = new WalOptions(o.directory(), o.segmentSizeBytes(), 0, o.recordBytesMax(), SyncMode.INTERVAL,
                Duration.ofMillis(100), true, o.cursorSaveInterval(), o.closeTimeout(), o.waiting(), 0);
        try (Wal wal = log.open(often, counting)) {
            wal.appendDurable(1, payload());
            log.storage.faults((call, name) -> {
                if (!name.startsWith("spare") || name.endsWith(".tmp")) {
                    return null;
                }
                for (long due = System.nanoTime() + often.syncInterval().toNanos(); System.nanoTime() < due;) {
                    Thread.onSpinWait();
                }
                return SimulatedStorage.eio();
            });
            assertThatThrownBy(() -> wal.appendDurable(1, payload())).isInstanceOf(WalException.Poisoned.class);
        }
        assertThat(poisoned).hasValue(1);
    }

    @Test
    void aCallbackThatThrowsAndItsHandlerTooHarmNobody() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            throw new Thrown();
        });
        try (Wal wal = log.open()) {
            CountDownLatch called = new CountDownLatch(200);
            for (int i = 0; i < 200; i++) {
                wal.append(1, payload()).whenDone(failure -> {
                    called.countDown();
                    throw new Thrown();
                });
                if (i % 3 == 0) {
                    wal.appendDurable(1, payload());
                }
            }
            called.await();
            wal.appendDurable(1, payload());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }
}
