package io.quarkiverse.durable.runtime.publication;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.runtime.journal.CommittedFeed;
import io.quarkiverse.durable.runtime.journal.PublicationLog;
import io.quarkiverse.durable.spi.EventSerializer;
import io.quarkiverse.durable.spi.ProtocolListener;
import io.quarkiverse.durable.spi.ProtocolListener.Step;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;

/**
 * Publishes one channel.
 *
 * <p>
 * One thread owns the {@link Deliveries} and takes everything that happens from one mailbox: steps of the log, from the thread
 * of the {@link LogIntake}, and answers, from whatever threads the channel answers on. The mailbox is bounded by the window of
 * the
 * intake and by the messages in flight.
 */
final class Publisher {

    private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration JOIN_WITHIN = Duration.ofSeconds(2);

    private sealed interface Mail {

        record Read(CommittedFeed.Item item) implements Mail {
        }

        record Acknowledged(Delivery delivery) implements Mail {
        }

        record Refused(Delivery delivery, Throwable cause) implements Mail {
        }

        record Stop(long deadlineNanos) implements Mail {
        }
    }

    /** Where a publisher works. */
    record Surroundings(PublicationLog log, EventChannel channel, EventSerializer serializer, ProtocolListener listener) {
    }

    private record Counters(int inFlight, long published, long retries, @Nullable String lastFailure) {
    }

    private final String name;
    private final Surroundings surroundings;
    private final Wal.Cursor cursor;
    private final Deliveries deliveries;
    private final LogIntake intake;
    private final FailureReport report = new FailureReport();
    private final Duration stopWithin;
    private final Thread thread;
    private final BlockingQueue<Mail> mailbox = new LinkedBlockingQueue<>();

    private long published;
    private long retries;
    private @Nullable String lastFailure;
    private @Nullable Long stopDeadlineNanos;

    private volatile Counters counters = new Counters(0, 0, 0, null);
    private volatile boolean abandoned;

    Publisher(String name, Surroundings surroundings, PublicationSettings settings) {
        this.name = name;
        this.surroundings = surroundings;
        this.cursor = surroundings.log().cursor(name);
        this.stopWithin = settings.stopWithin();
        this.deliveries = new Deliveries(cursor.position(), settings.maxInFlight(), settings.backOff(),
                () -> ThreadLocalRandom.current().nextDouble());
        this.intake = new LogIntake(name, surroundings.log(), cursor.position(), settings,
                item -> mailbox.add(new Mail.Read(item)));
        this.thread = new Thread(this::run, "durable-publisher-" + name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
        intake.start();
    }

    /** Asks to stop; the answers to what was sent are awaited for a while. See {@link #awaitStop}. */
    void beginStop() {
        intake.close();
        mailbox.add(new Mail.Stop(System.nanoTime() + stopWithin.toNanos()));
    }

    /** Returns when stopped, or after a bounded time; the cursor is saved at what was acknowledged. */
    void awaitStop() {
        try {
            thread.join(stopWithin.plus(JOIN_WITHIN).toMillis());
            intake.join(JOIN_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        abandoned = true;
        Counters last = counters;
        if (last.inFlight() > 0) {
            PublicationMessages.LOG.stoppedWithUnacknowledged(name, last.inFlight());
        }
        cursor.save();
    }

    DurableLog.Sink status() {
        Counters now = counters;
        long position = cursor.position().value();
        long lag = Math.max(0, surroundings.log().lastLsn().value() - position);
        String failure = now.lastFailure() == null ? intake.failure() : now.lastFailure();
        return new DurableLog.Sink(name, position, lag, now.inFlight(), now.published(), now.retries(), failure);
    }

    private void run() {
        try {
            while (!isDone()) {
                Mail mail = mailbox.poll(patienceNanos(System.nanoTime()), TimeUnit.NANOSECONDS);
                while (mail != null) {
                    handle(mail);
                    mail = mailbox.poll();
                }
                show();
                sendWhatIsDue();
                settle();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            lastFailure = describe(e);
            show();
            PublicationMessages.LOG.ended(name, deliveries.position().value(), e);
        }
    }

    private boolean isDone() {
        return abandoned || stopDeadlineNanos != null
                && (deliveries.inFlight() == 0 || System.nanoTime() - stopDeadlineNanos >= 0);
    }

    private long patienceNanos(long now) {
        Long due = stopDeadlineNanos != null ? stopDeadlineNanos : deliveries.nextDueNanos();
        return due == null ? IDLE_NANOS : Math.max(0, Math.min(IDLE_NANOS, due - now));
    }

    private void handle(Mail mail) {
        if (mail instanceof Mail.Read read) {
            deliveries.admit(read.item());
        } else if (mail instanceof Mail.Acknowledged answer) {
            acknowledged(answer.delivery());
        } else if (mail instanceof Mail.Refused answer) {
            refused(answer.delivery(), answer.cause());
        } else if (mail instanceof Mail.Stop stop) {
            stopDeadlineNanos = stop.deadlineNanos();
        }
    }

    private void acknowledged(Delivery delivery) {
        published++;
        if (deliveries.acknowledged(delivery)) {
            tell(Step.PUBLISHED, delivery.transaction.lsn);
        }
        if (deliveries.troubled() == 0) {
            lastFailure = null;
            if (report.healed()) {
                PublicationMessages.LOG.acceptedAgain(name);
            }
        }
    }

    private void refused(Delivery delivery, Throwable cause) {
        long now = System.nanoTime();
        deliveries.refused(delivery, now);
        retries++;
        lastFailure = describe(cause);
        if (report.failed(now)) {
            PublicationMessages.LOG.refused(name, delivery.event().id(), delivery.key, delivery.failures, lastFailure,
                    deliveries.troubled(), deliveries.position().value());
        }
    }

    private void sendWhatIsDue() {
        if (stopDeadlineNanos != null) {
            return;
        }
        for (Delivery next = deliveries.next(System.nanoTime()); next != null; next = deliveries.next(System.nanoTime())) {
            if (!next.transaction.whole.begun) {
                next.transaction.whole.begun = true;
                tell(Step.PUBLISHING, next.transaction.lsn);
            }
            send(next);
        }
    }

    /** Whatever goes wrong here is a refusal: this thread must not end because of one message. */
    private void send(Delivery delivery) {
        try {
            String payload = surroundings.serializer().serialize(delivery.event());
            var unused = surroundings.channel().send(delivery.event(), payload).whenComplete((done, failure) -> mailbox
                    .add(failure == null ? new Mail.Acknowledged(delivery) : new Mail.Refused(delivery, failure)));
        } catch (Throwable e) {
            mailbox.add(new Mail.Refused(delivery, e));
        }
    }

    private void show() {
        counters = new Counters(deliveries.inFlight(), published, retries, lastFailure);
    }

    private void settle() {
        show();
        if (deliveries.position().isAfter(cursor.position()) && !abandoned) {
            cursor.advance(deliveries.position());
        }
        intake.makeRoom(deliveries.takeWindowFreed());
    }

    private void tell(Step step, Lsn transaction) {
        try {
            surroundings.listener().on(step, transaction.value());
        } catch (RuntimeException e) {
            PublicationMessages.LOG.listenerFailed(step.name(), transaction.value(), e);
        }
    }

    static String describe(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && (root instanceof java.util.concurrent.CompletionException
                || root instanceof java.util.concurrent.ExecutionException)) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getName()
                : root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
