package io.quarkiverse.durable.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.quarkiverse.durable.servers.App;

/** Those who order transactions, with a seeded mixture of them, and remember what they were told is committed. */
final class Clients {

    private static final int ROLLBACK_PERCENT = 10;
    private static final int LATE_ROLLBACK_PERCENT = 6;
    private static final int DELETE_PERCENT = 25;
    private static final int EVENT_PERCENT = 50;
    private static final int MEMO_BYTES_MAX = 2_000;
    private static final int AMOUNT_MAX = 100;

    private final long seed;
    private final int accounts;
    private final AtomicLong number = new AtomicLong();
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();

    Clients(long seed, int accounts) {
        this.seed = seed;
        this.accounts = accounts;
    }

    long seed() {
        return seed;
    }

    Collection<String> acknowledged() {
        return acknowledged;
    }

    /** What the application answered to transactions that it was to commit and did not. */
    Collection<String> refused() {
        return refused;
    }

    /** A client with a stream of orders of its own. */
    Client client() {
        return new Client(number.incrementAndGet());
    }

    final class Client {

        private final String name;
        private final Random random;
        private final Deque<String> transfers = new ArrayDeque<>();
        private long orders;

        private Client(long number) {
            this.name = "s" + seed + "c" + number;
            this.random = new Random(seed * 31 + number);
        }

        /** One transaction of the mixture. */
        App.Answer order(App app) throws IOException {
            int kind = random.nextInt(100);
            return order(app, kind < ROLLBACK_PERCENT ? "rollback"
                    : kind < ROLLBACK_PERCENT + LATE_ROLLBACK_PERCENT ? "late_rollback" : "commit");
        }

        App.Answer order(App app, String end) throws IOException {
            String marker = name + "n" + ++orders;
            long from = 1 + random.nextInt(accounts);
            long to = 1 + (from + random.nextInt(accounts - 1)) % accounts;
            String delete = random.nextInt(100) < DELETE_PERCENT && !transfers.isEmpty() ? transfers.poll() : null;
            App.Answer answer = app.ask("/transfer?marker=" + marker + "&from=" + from + "&to=" + to + "&amount="
                    + random.nextInt(AMOUNT_MAX) + "&event=" + (random.nextInt(100) < EVENT_PERCENT) + "&memo="
                    + random.nextInt(MEMO_BYTES_MAX) + "&end=" + end + (delete == null ? "" : "&delete=" + delete));
            if (answer.ok() && end.equals("commit")) {
                acknowledged.add(marker);
                transfers.add(marker);
            } else if (end.equals("commit")) {
                refused.add(marker + ": " + answer.text());
            }
            return answer;
        }

        /** As {@link #order(App, String)}, for an application that stays alive. */
        App.Answer answer(App app, String end) {
            try {
                return order(app, end);
            } catch (IOException e) {
                throw new UncheckedIOException(lastMarker() + " was not answered, output in " + app.process().output(), e);
            }
        }

        /** One that must succeed. */
        void commit(App app) throws IOException {
            App.Answer answer = order(app, "commit");
            if (!answer.ok()) {
                throw new AssertionError(
                        lastMarker() + " was refused: " + answer.text() + "output in " + app.process().output());
            }
        }

        String lastMarker() {
            return name + "n" + orders;
        }
    }

    /** Starts so many clients, each of which orders until it is told to stop or the application is gone. */
    Load load(App app, int clients) {
        return new Load(app, clients);
    }

    final class Load {

        private final App app;
        private final List<Thread> threads = new ArrayList<>();
        private final AtomicBoolean stop = new AtomicBoolean();
        private final AtomicLong answered = new AtomicLong();

        private Load(App app, int clients) {
            this.app = app;
            for (int i = 0; i < clients; i++) {
                Client client = client();
                Thread thread = new Thread(() -> run(client), client.name);
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        }

        private void run(Client client) {
            try {
                while (!stop.get()) {
                    App.Answer answer = client.order(app);
                    if (answer.ok()) {
                        countAnswer();
                    }
                }
            } catch (IOException e) {
                // the application is gone, as it was meant to be; who waits for answers is let go
                stop.set(true);
                countAnswer();
            }
        }

        private synchronized void countAnswer() {
            answered.incrementAndGet();
            notifyAll();
        }

        /** Returns when so many more transactions were answered well, or the application is gone. */
        synchronized void await(long more) throws InterruptedException {
            long goal = answered.get() + more;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (answered.get() < goal && !stop.get()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("Only " + (more - goal + answered.get()) + " of " + more
                            + " transactions were answered within 60 s, output in " + app.process().output());
                }
                wait(left);
            }
        }

        /** Returns when no client orders any more. */
        void stop() throws InterruptedException {
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
