package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions.SyncMode;
import io.quarkiverse.durable.wal.WalOptions.WaitMode;

/**
 * Who writes what is queued: the appenders that wait, or the writer. Each round ends when everything that was appended in it is
 * durable, without help from a later append, so what nobody comes for is found.
 */
@Timeout(60)
class HandOverTest {

    private static final int THREADS = 3;
    private static final int ROUNDS = 4_000;

    private final Fixture log = new Fixture();

    private enum Way {
        NOT,
        APPEND,
        APPEND_AND_AWAIT,
        APPEND_DURABLE
    }

    @ParameterizedTest
    @EnumSource(WaitMode.class)
    void whateverIsQueuedIsWrittenWithoutAnyoneComingLater(WaitMode waiting) throws Exception {
        play(log.open(Fixture.OPTIONS.withWaiting(waiting), WalListener.NONE));
    }

    @Test
    void inIntervalModeAsWell() throws Exception {
        play(log.open(Fixture.OPTIONS.withSyncMode(SyncMode.INTERVAL), WalListener.NONE));
    }

    private static void play(Wal wal) throws Exception {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Wal.Ticket> tickets = new ConcurrentLinkedQueue<>();
        Phaser round = new Phaser(THREADS + 1);
        Wal.Cursor consumer = wal.cursor("consumer", Lsn.NONE);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(i);
            Thread thread = new Thread(() -> {
                for (int r = 0; r < ROUNDS; r++) {
                    round.arriveAndAwaitAdvance();
                    try {
                        go(wal, random, tickets);
                    } catch (WalException e) {
                        failures.add(e);
                    }
                    round.arriveAndAwaitAdvance();
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (int r = 0; r < ROUNDS; r++) {
            round.arriveAndAwaitAdvance();
            round.arriveAndAwaitAdvance();
            CountDownLatch open = new CountDownLatch(tickets.size());
            tickets.forEach(t -> t.whenDone(failure -> open.countDown()));
            assertThat(open.await(20, TimeUnit.SECONDS)).as("round %d: %s of %s durable", r, wal.durableLsn(), wal.lastLsn())
                    .isTrue();
            tickets.clear();
            consumer.advance(wal.durableLsn());
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(wal.durableLsn()).isEqualTo(wal.lastLsn());
        wal.close();
    }

    private static void go(Wal wal, Random random, ConcurrentLinkedQueue<Wal.Ticket> tickets) {
        ByteBuffer payload = ByteBuffer.allocate(random.nextInt(50) == 0 ? 12_000 : 100);
        switch (Way.values()[random.nextInt(Way.values().length)]) {
            case NOT -> Thread.onSpinWait();
            case APPEND -> tickets.add(wal.append(1, payload));
            case APPEND_AND_AWAIT -> wal.append(1, payload).await();
            case APPEND_DURABLE -> wal.appendDurable(1, payload);
        }
    }

    /** The writer finds the turn taken, and is suspended until the appender that has it gives it back. */
    @Test
    void anAppenderThatWritesWhileTheLogIsClosedWakesTheWriterForTheEnd() throws Exception {
        Gate gate = new Gate();
        Set<Thread> ofOtherLogs = writers();
        Wal wal = log.open(Fixture.OPTIONS, gate);
        wal.appendDurable(1, ByteBuffer.allocate(10));
        gate.open = new CountDownLatch(1);
        gate.reached = new CountDownLatch(1);
        Thread appender = new Thread(() -> wal.appendDurable(1, ByteBuffer.allocate(10)));
        appender.start();
        gate.reached.await();
        List<Throwable> failures = new ArrayList<>();
        Thread closer = new Thread(() -> {
            try {
                wal.close();
            } catch (WalException e) {
                failures.add(e);
            }
        });
        closer.start();
        Thread writer = writers().stream().filter(t -> !ofOtherLogs.contains(t)).findFirst().orElseThrow();
        while (writer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        gate.open.countDown();
        appender.join();
        closer.join();
        assertThat(failures).isEmpty();
    }

    private static Set<Thread> writers() {
        return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().equals("durable-log-writer"))
                .collect(Collectors.toSet());
    }

    /** Holds batches back. */
    private static final class Gate implements WalListener {

        private volatile CountDownLatch reached = new CountDownLatch(0);
        private volatile CountDownLatch open = new CountDownLatch(0);

        @Override
        public void batchStarted(Lsn first, Lsn last, int bytes) {
            reached.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void aWaiterWritesItsRecordButNeverBeginsASegment() {
        Map<String, Boolean> batches = new ConcurrentHashMap<>();
        Map<String, Boolean> segments = new ConcurrentHashMap<>();
        WalListener who = new WalListener() {
            @Override
            public void batchStarted(Lsn first, Lsn last, int bytes) {
                batches.put(Thread.currentThread().getName(), true);
            }

            @Override
            public void segmentOpened(java.nio.file.Path file, Lsn first, boolean recycled) {
                segments.put(Thread.currentThread().getName(), true);
            }
        };
        try (Wal wal = log.open(Fixture.OPTIONS, who)) {
            for (int i = 0; i < 100; i++) {
                wal.appendDurable(1, ByteBuffer.allocate(8000));
            }
        }
        assertThat(batches).containsKey(Thread.currentThread().getName());
        assertThat(segments).containsOnlyKeys("durable-log-writer");
    }

    @Test
    void severalMayWaitForOneTicketInSeveralWays() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        WalListener slow = new WalListener() {
            @Override
            public void batchStarted(Lsn first, Lsn last, int bytes) {
                reached.countDown();
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
        CountDownLatch told = new CountDownLatch(6);
        List<Thread> threads = new ArrayList<>();
        try (Wal wal = log.open(Fixture.OPTIONS.withWaiting(WaitMode.PARK), slow)) {
            Wal.Ticket ticket = wal.append(1, ByteBuffer.allocate(10));
            reached.await();
            for (int i = 0; i < 3; i++) {
                ticket.whenDone(failure -> told.countDown());
                Thread thread = new Thread(() -> {
                    ticket.await();
                    told.countDown();
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                while (thread.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
            }
            gate.countDown();
            told.await();
            ticket.await();
        }
    }
}
