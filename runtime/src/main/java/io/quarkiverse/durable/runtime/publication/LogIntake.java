package io.quarkiverse.durable.runtime.publication;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.runtime.journal.CommittedFeed;
import io.quarkiverse.durable.runtime.journal.PublicationLog;
import io.quarkiverse.durable.wal.Lsn;

/**
 * Reads the log ahead for one channel, on its own thread, as far as there is room in the window: the events between the
 * position and what was read; a transaction without an outcome that others passed takes the room of its events. A large
 * transaction comes in parts, and what came of it before a failure of the reading is left out the next time. The thread is
 * never interrupted, since that would close the files that it reads.
 */
final class LogIntake {

    /** The window in multiples of the messages in flight: so far others get ahead of a message that is refused. */
    private static final int WINDOW_PER_IN_FLIGHT = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration DECISION_PATIENCE = Duration.ofMillis(100);

    private final String name;
    private final PublicationLog log;
    private final BackOff backOff;
    private final Consumer<CommittedFeed.Item> then;
    private final Duration passAfter;
    private final int windowMax;
    private final Window window;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final FailureReport report = new FailureReport();
    private final Thread thread;

    private Lsn position;
    /** Index of the last event that was handed over of the transaction after the position. */
    private int partUpTo = -1;
    private final Set<Lsn> undecided = new TreeSet<>();
    private int failures;
    private volatile @Nullable CommittedFeed feed;
    private volatile @Nullable String failure;

    LogIntake(String name, PublicationLog log, Lsn position, PublicationSettings settings, Consumer<CommittedFeed.Item> then) {
        this.name = name;
        this.log = log;
        this.position = position;
        this.backOff = settings.backOff();
        this.then = then;
        this.passAfter = settings.passAfter();
        this.windowMax = settings.maxInFlight() * WINDOW_PER_IN_FLIGHT;
        this.window = new Window(windowMax);
        this.thread = new Thread(this::run, "durable-intake-" + name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Ends the reading; from any thread. */
    void close() {
        closed.countDown();
        CommittedFeed open = feed;
        if (open != null) {
            open.close();
        }
    }

    void join(Duration within) throws InterruptedException {
        thread.join(within.toMillis());
    }

    /** As many events, or steps without any, are behind us. */
    void makeRoom(int freed) {
        window.release(freed);
    }

    /** Why the log cannot be read at the moment, or null. */
    @Nullable
    String failure() {
        return failure;
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    private void run() {
        try {
            while (isOpen()) {
                readUntilFailure();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readUntilFailure() throws InterruptedException {
        var passing = new CommittedFeed.Passing(passAfter, List.copyOf(undecided), windowMax);
        try (CommittedFeed opened = log.feed(name, position, passing)) {
            feed = opened;
            while (isOpen()) {
                CommittedFeed.Item item = opened.next(PATIENCE);
                if (item != null) {
                    take(item, opened);
                }
            }
        } catch (RuntimeException | Error e) {
            if (isOpen()) {
                failed(e);
            }
        } finally {
            feed = null;
        }
    }

    private void take(CommittedFeed.Item item, CommittedFeed from) throws InterruptedException {
        failures = 0;
        failure = null;
        boolean unused = report.healed();
        if (item.kind() == CommittedFeed.Kind.DECIDED) {
            decided(item);
            return;
        }
        CommittedFeed.Item rest = withoutWhatCame(item);
        if (rest.kind() == CommittedFeed.Kind.PART && rest.events().isEmpty()) {
            return;
        }
        CommittedFeed.Item admitted = whenThereIsRoom(rest, from);
        if (admitted != null) {
            handOver(admitted);
        }
    }

    private CommittedFeed.Item withoutWhatCame(CommittedFeed.Item item) {
        if (partUpTo < 0) {
            return item;
        }
        List<ChangeEvent> rest = item.events().stream().filter(event -> event.index() > partUpTo).toList();
        return new CommittedFeed.Item(item.lsn(), item.kind(), rest, item.keys());
    }

    /** All or nothing, whatever is thrown: it is read again from the position, and may not be missing nor come twice. */
    private void handOver(CommittedFeed.Item admitted) {
        boolean taken = false;
        try {
            if (admitted.kind() == CommittedFeed.Kind.PASSED) {
                undecided.add(admitted.lsn());
            }
            then.accept(admitted);
            if (admitted.kind() == CommittedFeed.Kind.PART) {
                partUpTo = admitted.events().get(admitted.events().size() - 1).index();
            } else {
                position = admitted.lsn();
                partUpTo = -1;
            }
            taken = true;
        } finally {
            if (!taken) {
                undecided.remove(admitted.lsn());
                window.release(room(admitted));
            }
        }
    }

    private void decided(CommittedFeed.Item item) {
        then.accept(item);
        undecided.remove(item.lsn());
    }

    private static int room(CommittedFeed.Item item) {
        return Math.max(1, item.events().size() + item.keys().size());
    }

    /**
     * Waits for room. Decisions need none and go on meanwhile, since without them there may never be any.
     *
     * @return null if we were closed
     */
    private CommittedFeed.@Nullable Item whenThereIsRoom(CommittedFeed.Item item, CommittedFeed from)
            throws InterruptedException {
        CommittedFeed.Item next = item;
        while (isOpen()) {
            int room = room(next);
            int first = Math.min(room, windowMax);
            Duration patience = undecided.isEmpty() ? PATIENCE : DECISION_PATIENCE;
            if (window.tryAcquire(first, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                window.overdraw(room - first);
                return next;
            }
            for (CommittedFeed.Item news = from.nextDecision(); news != null; news = from.nextDecision()) {
                if (news.lsn().equals(next.lsn())) {
                    next = new CommittedFeed.Item(next.lsn(), news.events());
                } else {
                    decided(news);
                }
            }
        }
        return null;
    }

    private void failed(Throwable e) throws InterruptedException {
        failures++;
        failure = Publisher.describe(e);
        if (report.failed(System.nanoTime())) {
            PublicationMessages.LOG.unreadable(name, position.value(), failure);
        }
        long wait = backOff.nanosAfter(failures, ThreadLocalRandom.current().nextDouble());
        if (closed.await(wait, TimeUnit.NANOSECONDS)) {
            failure = null;
        }
    }

    /** A transaction larger than the window waits until it is alone in it; then the window is below zero by the rest. */
    private static final class Window extends Semaphore {

        private static final long serialVersionUID = 1;

        Window(int events) {
            super(events);
        }

        void overdraw(int events) {
            reducePermits(events);
        }
    }
}
