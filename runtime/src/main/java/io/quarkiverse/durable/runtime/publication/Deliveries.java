package io.quarkiverse.durable.runtime.publication;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.runtime.journal.CommittedFeed;
import io.quarkiverse.durable.wal.Lsn;

/**
 * Decides what is sent next and up to where everything is acknowledged. No threads, no clock: times are arguments.
 *
 * <p>
 * Each key has a lane. Only the head of a lane is ever sent, and it stays the head until it is acknowledged, so a message that
 * is refused holds up its key and nothing else. The event of a transaction without an outcome has its place in the lane, and
 * holds up its key in the same way. Transactions stand in a queue in the order of the log; the position moves over those at its
 * front that are acknowledged in full. Each part of a large transaction stands there like a transaction, but only the last one
 * lets
 * the position move over it.
 */
final class Deliveries {

    private final int inFlightMax;
    private final BackOff backOff;
    private final DoubleSupplier random;

    private final Map<String, Deque<Delivery>> lanes = new HashMap<>();
    private final Queue<Delivery> ready = new ArrayDeque<>();
    private final PriorityQueue<Delivery> refused = new PriorityQueue<>(Comparator.comparingLong(d -> d.dueNanos));
    private final Deque<Delivery.Transaction> transactions = new ArrayDeque<>();
    private final Map<Lsn, Delivery.Transaction> undecided = new HashMap<>();

    /** Of the large transaction of which parts have come and more will. */
    private Delivery.@Nullable Whole unfinished;
    private Lsn position;
    private int inFlight;
    private int sentAgain;
    private int windowFreed;

    /**
     * @param position everything up to here is acknowledged already
     * @param random numbers from 0 to 1, for the jitter
     */
    Deliveries(Lsn position, int inFlightMax, BackOff backOff, DoubleSupplier random) {
        this.position = position;
        this.inFlightMax = inFlightMax;
        this.backOff = backOff;
        this.random = random;
    }

    /** Takes a step of the log; those that go forward come in order. */
    void admit(CommittedFeed.Item item) {
        if (item.kind() == CommittedFeed.Kind.DECIDED) {
            decide(item);
            return;
        }
        if (!item.lsn().isAfter(readUpTo())) {
            throw new IllegalArgumentException("Step " + item.lsn() + " after " + readUpTo());
        }
        boolean passed = item.kind() == CommittedFeed.Kind.PASSED;
        boolean part = item.kind() == CommittedFeed.Kind.PART;
        List<String> keys = passed ? item.keys() : item.events().stream().map(ChangeEvent::partitionKey).toList();
        Delivery.Whole whole = unfinished == null ? new Delivery.Whole() : unfinished;
        whole.complete = !part;
        whole.unacknowledged += keys.size();
        unfinished = part ? whole : null;
        if (keys.isEmpty()) {
            admitNothing(item.lsn());
            return;
        }
        Delivery.Transaction transaction = new Delivery.Transaction(item.lsn(), part ? readUpTo() : item.lsn(), keys.size(),
                whole);
        transactions.add(transaction);
        List<Delivery> deliveries = queue(transaction, keys);
        if (passed) {
            transaction.undecided = deliveries;
            undecided.put(item.lsn(), transaction);
        } else {
            fill(deliveries, item.events());
        }
    }

    private List<Delivery> queue(Delivery.Transaction transaction, List<String> keys) {
        List<Delivery> deliveries = new ArrayList<>(keys.size());
        for (String key : keys) {
            Delivery delivery = new Delivery(key, transaction);
            deliveries.add(delivery);
            lanes.computeIfAbsent(key, unused -> new ArrayDeque<>()).add(delivery);
        }
        return deliveries;
    }

    private void fill(List<Delivery> deliveries, List<ChangeEvent> events) {
        for (int index = 0; index < events.size(); index++) {
            Delivery delivery = deliveries.get(index);
            delivery.decided(events.get(index));
            if (lane(delivery).peek() == delivery) {
                ready.add(delivery);
            }
        }
    }

    /** A transaction that was passed has its outcome. */
    private void decide(CommittedFeed.Item item) {
        Delivery.Transaction transaction = undecided.remove(item.lsn());
        if (transaction == null) {
            throw new IllegalArgumentException("Transaction " + item.lsn() + " was not passed");
        }
        List<Delivery> deliveries = transaction.undecided;
        transaction.undecided = List.of();
        // of several databases some may not have committed: their events are missing, the others are in the same order
        List<Delivery> happened = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            int next = happened.size();
            if (next < item.events().size() && item.events().get(next).partitionKey().equals(delivery.key)) {
                happened.add(delivery);
            } else {
                drop(delivery);
            }
        }
        fill(happened, item.events());
        moveOn();
    }

    private void drop(Delivery delivery) {
        Deque<Delivery> lane = lane(delivery);
        boolean head = lane.peek() == delivery;
        lane.remove(delivery);
        if (head) {
            follow(delivery.key, lane);
        } else if (lane.isEmpty()) {
            lanes.remove(delivery.key);
        }
        delivery.transaction.unacknowledged--;
        delivery.transaction.whole.unacknowledged--;
    }

    /** The head of the lane is gone. */
    private void follow(String key, Deque<Delivery> lane) {
        Delivery follower = lane.peek();
        if (follower == null) {
            lanes.remove(key);
        } else if (follower.isDecided()) {
            ready.add(follower);
        }
    }

    private void admitNothing(Lsn lsn) {
        Delivery.Transaction last = transactions.peekLast();
        if (last == null) {
            position = lsn;
        } else {
            last.upTo = lsn;
        }
        windowFreed++;
    }

    /** The next message to send, which is in flight from now on; null when there is none or the limit is reached. */
    @Nullable
    Delivery next(long nowNanos) {
        if (inFlight >= inFlightMax) {
            return null;
        }
        Delivery again = refused.peek();
        Delivery next = again != null && again.dueNanos - nowNanos <= 0 ? refused.poll() : ready.poll();
        if (next != null) {
            inFlight++;
            sentAgain += next.failures > 0 ? 1 : 0;
        }
        return next;
    }

    /** Whether this was the last event of its transaction to be acknowledged. */
    boolean acknowledged(Delivery delivery) {
        inFlight--;
        sentAgain -= delivery.failures > 0 ? 1 : 0;
        Deque<Delivery> lane = lane(delivery);
        lane.remove();
        follow(delivery.key, lane);
        delivery.transaction.unacknowledged--;
        Delivery.Whole whole = delivery.transaction.whole;
        whole.unacknowledged--;
        moveOn();
        return whole.complete && whole.unacknowledged == 0;
    }

    void refused(Delivery delivery, long nowNanos) {
        inFlight--;
        sentAgain -= delivery.failures > 0 ? 1 : 0;
        if (lane(delivery).peek() != delivery) {
            throw new IllegalStateException("Refused and not the head of its lane: " + delivery.event().id());
        }
        delivery.failures++;
        delivery.dueNanos = nowNanos + backOff.nanosAfter(delivery.failures, random.getAsDouble());
        refused.add(delivery);
    }

    private Deque<Delivery> lane(Delivery delivery) {
        Deque<Delivery> lane = lanes.get(delivery.key);
        if (lane == null) {
            throw new IllegalStateException("Answered twice: " + delivery.key);
        }
        return lane;
    }

    private void moveOn() {
        for (Delivery.Transaction head = transactions.peek(); head != null && head.unacknowledged == 0; head = transactions
                .peek()) {
            transactions.remove();
            position = head.upTo;
            windowFreed += head.events;
        }
    }

    /** Everything up to here is acknowledged, and nothing is open in between. */
    Lsn position() {
        return position;
    }

    private Lsn readUpTo() {
        Delivery.Transaction last = transactions.peekLast();
        return last == null ? position : last.upTo;
    }

    /** When something can be sent that cannot be now, or null when only an acknowledgement or a new step can bring that. */
    @Nullable
    Long nextDueNanos() {
        Delivery again = refused.peek();
        return again == null || inFlight >= inFlightMax ? null : Long.valueOf(again.dueNanos);
    }

    int inFlight() {
        return inFlight;
    }

    /** Messages that were refused at least once and are not acknowledged. */
    int troubled() {
        return refused.size() + sentAgain;
    }

    /** Room in the window since the last call: one for each event passed by the position, and for each step without events. */
    int takeWindowFreed() {
        int freed = windowFreed;
        windowFreed = 0;
        return freed;
    }
}
