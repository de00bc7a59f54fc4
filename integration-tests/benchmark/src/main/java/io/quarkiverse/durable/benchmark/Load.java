package io.quarkiverse.durable.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import jakarta.inject.Singleton;
import jakarta.transaction.UserTransaction;

/** Puts the application under load from threads of its own process, so that no HTTP is measured. */
@Singleton
class Load {

    private static final Duration DRAIN_MAX = Duration.ofSeconds(60);
    private static final Duration DRAIN_POLL = Duration.ofMillis(2);
    /** The beginning of a round that is not measured, as a part of its length. */
    private static final int RAMP_PART = 10;
    private static final double NANOS_PER_MICRO = 1000;

    private final OrderWork work;
    private final OutboxPoller poller;
    private final EventConsumer consumer;
    private final Database database;
    private final UserTransaction transactions;
    private final AtomicLong nextId = new AtomicLong(1);

    Load(OrderWork work, OutboxPoller poller, EventConsumer consumer, Database database, UserTransaction transactions) {
        this.work = work;
        this.poller = poller;
        this.consumer = consumer;
        this.database = database;
        this.transactions = transactions;
    }

    /** When a round's measurement begins and when it ends, by {@link System#nanoTime()}. */
    private record Window(long from, long until) {

        static Window of(Duration length) {
            long from = System.nanoTime() + length.toNanos() / RAMP_PART;
            return new Window(from, from + length.toNanos());
        }

        double seconds() {
            return (until - from) / 1e9;
        }
    }

    /** Runs, waits until everything has been delivered, and only then looks at the database. */
    RoundResult run(Task task, Consumer<Sample> samples) throws Exception {
        Round round = task.round();
        database.clear();
        System.gc();
        long firstId = nextId.get();
        Deliveries deliveries = new Deliveries(firstId);
        consumer.expect(deliveries);
        long walBefore = database.walPosition();
        long tripsBefore = CountingSockets.roundTrips();
        if (round.variant() == Variant.OUTBOX) {
            poller.start();
        }
        Window window = Window.of(task.length());
        Samples commits;
        try (Sampler sampler = new Sampler(task, database, nextId::get, samples).start()) {
            commits = load(round, window, deliveries);
        }
        int undelivered = round.variant().publishes() ? drain(deliveries) : 0;
        poller.stop();
        double transactionCount = nextId.get() - firstId;
        double trips = CountingSockets.roundTrips() - tripsBefore;
        Samples delays = deliveries.latencies();
        return new RoundResult(round, commits.count() / window.seconds(), micros(commits, 0.5), micros(commits, 0.99),
                (database.walPosition() - walBefore) / transactionCount, trips / transactionCount, micros(delays, 0.5),
                micros(delays, 0.99), undelivered);
    }

    private static double micros(Samples nanos, double share) {
        return nanos.percentile(share) / NANOS_PER_MICRO;
    }

    private Samples load(Round round, Window window, Deliveries deliveries) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(round.threads());
        try {
            List<Future<Samples>> parts = new ArrayList<>();
            for (int i = 0; i < round.threads(); i++) {
                parts.add(threads.submit(() -> commitUntilTheEnd(round.variant(), window, deliveries)));
            }
            Samples all = new Samples();
            for (Future<Samples> part : parts) {
                all.addAll(part.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private Samples commitUntilTheEnd(Variant variant, Window window, Deliveries deliveries) throws Exception {
        Samples nanos = new Samples();
        while (true) {
            long id = nextId.getAndIncrement();
            transactions.begin();
            work.perform(variant, id);
            long before = System.nanoTime();
            transactions.commit();
            long after = System.nanoTime();
            deliveries.committed(id, after);
            if (after > window.until()) {
                return nanos;
            }
            if (before >= window.from()) {
                nanos.add(after - before);
            }
        }
    }

    private static int drain(Deliveries deliveries) {
        long deadline = System.nanoTime() + DRAIN_MAX.toNanos();
        while (deliveries.undelivered() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(DRAIN_POLL.toNanos());
        }
        return deliveries.undelivered();
    }
}
