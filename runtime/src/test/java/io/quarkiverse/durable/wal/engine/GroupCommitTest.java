package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/** Many callers, one writer. */
@Timeout(60)
class GroupCommitTest {

    private static final int THREADS = 8;
    private final Fixture log = new Fixture();

    /** Keeps the writer from its next batch until opened. */
    private static final class Gate implements WalListener {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        @Override
        public void batchStarted(Lsn first, Lsn last, int bytes) {
            reached.countDown();
            await(open);
        }

        static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void inParallel(int threads, Callable<?> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(executor.submit(work));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void eachOfManyThreadsGetsNumbersOfItsOwnInItsOwnOrder() throws Exception {
        Map<Long, Long> written = new ConcurrentHashMap<>();
        try (Wal wal = log.open()) {
            inParallel(THREADS, () -> {
                long before = 0;
                for (int i = 0; i < 200; i++) {
                    long content = Thread.currentThread().getId() << 32 | i;
                    Wal.Ticket ticket = wal.append(1, ByteBuffer.allocate(8 + i % 300).putLong(0, content));
                    assertThat(ticket.lsn().value()).isGreaterThan(before);
                    before = ticket.lsn().value();
                    assertThat(written.put(before, content)).isNull();
                    if (i % 3 == 0) {
                        ticket.await();
                        assertThat(wal.durableLsn().value()).isGreaterThanOrEqualTo(before);
                    }
                }
                return null;
            });
        }
        Map<Long, Long> read = new TreeMap<>();
        try (Wal wal = log.open()) {
            for (WalRecord record : Fixture.records(wal)) {
                read.put(record.lsn().value(), record.payload().getLong(0));
            }
            assertThat(wal.lastLsn()).isEqualTo(Lsn.of(THREADS * 200L));
        }
        assertThat(read).isEqualTo(new TreeMap<>(written)).hasSize(THREADS * 200);
    }

    @Test
    void aRecordOverTheLimitFailsAloneAndTakesNoNumber() throws Exception {
        Set<Long> numbers = ConcurrentHashMap.newKeySet();
        try (Wal wal = log.open()) {
            inParallel(THREADS, () -> {
                for (int i = 0; i < 20; i++) {
                    Wal.Ticket ticket = wal.append(1, ByteBuffer.allocate(10));
                    assertThatThrownBy(() -> wal.append(1, ByteBuffer.allocate(Fixture.OPTIONS.recordBytesMax() + 1)))
                            .isInstanceOf(WalException.TooLarge.class);
                    ticket.await();
                    numbers.add(ticket.lsn().value());
                }
                return null;
            });
            assertThat(wal.lastLsn()).isEqualTo(Lsn.of(numbers.size()));
            assertThat(new HashSet<>(Fixture.lsns(wal))).isEqualTo(numbers).hasSize(THREADS * 20);
        }
    }

    @Test
    void aLoneRecordDoesNotWaitForCompany() {
        try (Wal wal = log.open()) {
            Wal.Ticket ticket = wal.append(1, ByteBuffer.allocate(1));
            ticket.await();
            assertThat(ticket.isDone()).isTrue();
        }
    }

    @Test
    void whenABatchFailsItsWaitersAndAllLaterOnesFailEachWithAnExceptionOfItsOwn() {
        Gate gate = new Gate();
        List<WalException> failures = new ArrayList<>();
        try (Wal wal = log.open(Fixture.OPTIONS, gate)) {
            Wal.Ticket first = wal.append(1, ByteBuffer.allocate(10));
            GroupCommitTest.Gate.await(gate.reached);
            Wal.Ticket second = wal.append(1, ByteBuffer.allocate(10));
            boolean[] failed = { false };
            log.storage.faults((call, name) -> {
                boolean now = call.equals("write") && name.startsWith("spare") && !failed[0];
                failed[0] |= now;
                return now ? SimulatedStorage.eio() : null;
            });
            gate.open.countDown();
            for (Wal.Ticket ticket : List.of(first, second, first)) {
                assertThatThrownBy(ticket::await).isInstanceOfSatisfying(WalException.Poisoned.class, failures::add);
            }
            second.whenDone(failures::add);
            log.storage.faults((call, name) -> null);
            assertThatThrownBy(() -> wal.append(1, ByteBuffer.allocate(10))).isInstanceOf(WalException.Poisoned.class);
            assertThat(wal.durableLsn()).isEqualTo(Lsn.NONE);
        }
        assertThat(failures).hasSize(4).doesNotHaveDuplicates();
        log.storage.crash();
        try (Wal wal = log.open()) {
            assertThat(Fixture.lsns(wal)).doesNotContain(2L);
        }
    }

    @Test
    void closingWritesWhatIsQueuedAndTellsItsWaiters() throws Exception {
        Gate gate = new Gate();
        Wal wal = log.open(Fixture.OPTIONS, gate);
        List<Wal.Ticket> tickets = new ArrayList<>();
        tickets.add(wal.append(1, ByteBuffer.allocate(10)));
        Gate.await(gate.reached);
        for (int i = 0; i < 5; i++) {
            tickets.add(wal.append(1, ByteBuffer.allocate(10)));
        }
        Thread closer = new Thread(wal::close);
        closer.start();
        gate.open.countDown();
        tickets.forEach(Wal.Ticket::await);
        closer.join();
        assertThatThrownBy(() -> wal.append(1, ByteBuffer.allocate(10))).isInstanceOf(WalException.Closed.class);
        assertThatThrownBy(wal::truncate).isInstanceOf(WalException.Closed.class);
        try (Wal again = log.open()) {
            assertThat(Fixture.lsns(again)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        }
    }

    @Test
    void aWriterThatDoesNotComeBackKeepsTheDirectory() {
        WalOptions o = Fixture.OPTIONS;
        WalOptions impatient = new WalOptions(Path.of("simulated"), o.segmentSizeBytes(), 0, o.recordBytesMax(), o.syncMode(),
                o.syncInterval(), true, o.cursorSaveInterval(), Duration.ofMillis(1), o.waiting(), 0);
        Gate gate = new Gate();
        Wal wal = log.open(impatient, gate);
        Wal.Ticket ticket = wal.append(1, ByteBuffer.allocate(10));
        Gate.await(gate.reached);
        assertThatThrownBy(wal::close).isInstanceOf(WalException.Inaccessible.class);
        assertThatThrownBy(log::open).isInstanceOf(WalException.Locked.class);
        gate.open.countDown();
        ticket.await();
        assertThatThrownBy(log::open).isInstanceOf(WalException.Locked.class);
    }

    @Test
    void aReaderThatWaitsIsToldWhenItOrTheLogIsClosed() throws Exception {
        Wal wal = log.open();
        List<Throwable> told = new ArrayList<>();
        for (boolean whole : new boolean[] { false, true }) {
            WalReader reader = wal.read(Lsn.of(1));
            Thread waiting = new Thread(() -> {
                try {
                    reader.next(Duration.ofDays(1));
                } catch (WalException e) {
                    told.add(e);
                }
            });
            waiting.start();
            while (waiting.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            if (whole) {
                wal.close();
            } else {
                reader.close();
            }
            waiting.join();
        }
        assertThat(told).hasSize(2).allMatch(WalException.Closed.class::isInstance);
    }
}
