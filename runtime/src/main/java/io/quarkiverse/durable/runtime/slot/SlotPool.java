package io.quarkiverse.durable.runtime.slot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * The free slots of one log on one database.
 *
 * <p>
 * A transaction takes the slot that was freed last among those that were free before it began, so its snapshot cannot be older
 * than the slot's row (rule R7); if there is none, a new number. Most recently freed first keeps the number of slots near the
 * number of concurrent transactions.
 */
public final class SlotPool {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();

    /** In the order in which they became free. */
    @GuardedBy("lock")
    private final List<Slot> free = new ArrayList<>();
    @GuardedBy("lock")
    private int highest;
    private final AtomicLong releases;

    /** @param releases counts the releases of all pools of the application, so that a transaction notes one number for all */
    public SlotPool(AtomicLong releases) {
        this.releases = releases;
    }

    /** Replaces everything by what recovery found; these slots are free for every transaction that begins from now on. */
    public void reset(List<Slot> found) {
        reset(found, Set.of());
    }

    /** As {@link #reset(List)}; {@code inUse} are taken, and to be released. */
    public void reset(List<Slot> found, Set<Integer> inUse) {
        lock.lock();
        try {
            long now = releases.incrementAndGet();
            free.clear();
            highest = inUse.stream().mapToInt(Integer::intValue).max().orElse(0);
            for (Slot slot : found) {
                free.add(new Slot(slot.number(), slot.lastTx(), slot.exists(), slot.rowId(), now));
                highest = Math.max(highest, slot.number());
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a slot out.
     *
     * @param beganAt release counter when the transaction began
     */
    public Slot take(long beganAt) {
        lock.lock();
        try {
            Slot known = freeSince(beganAt);
            if (known != null) {
                return known;
            }
            // a number that never got a row is as good as a new one, whenever it was given back
            for (Iterator<Slot> oldestFirst = free.iterator(); oldestFirst.hasNext();) {
                Slot slot = oldestFirst.next();
                if (!slot.exists()) {
                    oldestFirst.remove();
                    return slot;
                }
            }
            highest++;
            return new Slot(highest, 0, false, null, releases.get());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a slot out that is there already, and waits for one if need be.
     *
     * @param beganAt as in {@link #take}, or the highest number if a slot that was freed later will do
     * @return null if there is none after {@code patience}
     */
    public @Nullable Slot takeExisting(long beganAt, Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            Slot slot = freeSince(beganAt);
            while (slot == null && left > 0) {
                left = freed.awaitNanos(left);
                slot = freeSince(beganAt);
            }
            return slot;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private @Nullable Slot freeSince(long beganAt) {
        ListIterator<Slot> newestFirst = free.listIterator(free.size());
        while (newestFirst.hasPrevious()) {
            Slot slot = newestFirst.previous();
            if (slot.freedAt() <= beganAt) {
                newestFirst.remove();
                return slot;
            }
        }
        return null;
    }

    /** Gives a slot back after its transaction's outcome was appended, or is durable where commits are staged (rule R3). */
    public void release(int number, long lastTx, boolean exists, @Nullable String rowId) {
        lock.lock();
        try {
            free.add(new Slot(number, lastTx, exists, rowId, releases.incrementAndGet()));
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The highest number ever taken. */
    public int highest() {
        lock.lock();
        try {
            return highest;
        } finally {
            lock.unlock();
        }
    }
}
