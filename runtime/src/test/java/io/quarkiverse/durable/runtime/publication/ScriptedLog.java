package io.quarkiverse.durable.runtime.publication;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.runtime.journal.CommittedFeed;
import io.quarkiverse.durable.runtime.journal.PublicationLog;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;

/** A log in memory, of which a new publisher sees what the cursor had saved. */
final class ScriptedLog implements PublicationLog {

    private final NavigableMap<Long, CommittedFeed.Item> items = new TreeMap<>();
    /** All but the last parts of large transactions. */
    private final Map<Long, List<CommittedFeed.Item>> parts = new HashMap<>();
    /** Decisions of transactions that were passed; given out in this order, and only of those that the reader still knows. */
    private final Deque<CommittedFeed.Item> decisions = new ArrayDeque<>();
    private final Set<Lsn> passed = new HashSet<>();
    private int feedsThatFail;
    private Runnable feedFailure = () -> {
    };
    private int generation;
    private final Cursor cursor = new Cursor();

    synchronized void add(CommittedFeed.Item item) {
        items.put(item.lsn().value(), item);
        notifyAll();
    }

    /** A large transaction. */
    synchronized void addParts(CommittedFeed.Item... all) {
        parts.put(all[0].lsn().value(), List.of(all).subList(0, all.length - 1));
        add(all[all.length - 1]);
    }

    synchronized void decide(CommittedFeed.Item decision) {
        decisions.add(decision);
        notifyAll();
    }

    private CommittedFeed.@Nullable Item nextDecision() {
        CommittedFeed.Item next = decisions.peek();
        if (next == null || !passed.remove(next.lsn())) {
            return null;
        }
        return decisions.remove();
    }

    /** Those that read now fail at their next step. */
    synchronized void failReaders() {
        generation++;
        passed.clear();
        notifyAll();
    }

    synchronized void failNextFeeds(int count) {
        failNextFeeds(count, () -> {
            throw new IllegalStateException("the disk is away");
        });
    }

    synchronized void failNextFeeds(int count, Runnable failure) {
        feedsThatFail = count;
        feedFailure = failure;
    }

    /** Forgets what the cursor had not saved, like a process that dies. */
    void crash() {
        cursor.crash();
    }

    @Override
    public Cursor cursor(String sink) {
        return cursor;
    }

    Cursor cursor() {
        return cursor;
    }

    @Override
    public synchronized Lsn lastLsn() {
        return items.isEmpty() ? Lsn.NONE : Lsn.of(items.lastKey());
    }

    @Override
    public CommittedFeed feed(String channel, Lsn position, CommittedFeed.Passing passing) {
        int born;
        synchronized (this) {
            born = generation;
            if (passing.already().stream().anyMatch(lsn -> lsn.isAfter(position))) {
                throw new IllegalStateException("Passed, and not read: one of " + passing.already() + " is after " + position);
            }
            passed.clear();
            passed.addAll(passing.already());
            if (feedsThatFail > 0) {
                feedsThatFail--;
                feedFailure.run();
            }
        }
        return new Feed(position.value(), born);
    }

    private final class Feed implements CommittedFeed {

        private long position;
        private int partsRead;
        private final int born;
        private boolean closed;

        Feed(long position, int born) {
            this.position = position;
            this.born = born;
        }

        @Override
        public @Nullable Item next(Duration patience) {
            long deadline = System.nanoTime() + patience.toNanos();
            synchronized (ScriptedLog.this) {
                Item decision = ScriptedLog.this.nextDecision();
                while (!closed && decision == null && items.higherEntry(position) == null && System.nanoTime() < deadline) {
                    try {
                        ScriptedLog.this.wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
                    } catch (InterruptedException e) {
                        throw new AssertionError("The thread that reads is never interrupted", e);
                    }
                    if (born != generation) {
                        throw new IllegalStateException("the disk is away");
                    }
                    decision = ScriptedLog.this.nextDecision();
                }
                if (decision != null) {
                    return decision;
                }
                var next = items.higherEntry(position);
                if (closed || next == null) {
                    return null;
                }
                List<Item> before = parts.getOrDefault(next.getKey(), List.of());
                if (partsRead < before.size()) {
                    return before.get(partsRead++);
                }
                partsRead = 0;
                position = next.getKey();
                if (next.getValue().kind() == Kind.PASSED) {
                    passed.add(next.getValue().lsn());
                }
                return next.getValue();
            }
        }

        @Override
        public @Nullable Item nextDecision() {
            synchronized (ScriptedLog.this) {
                return ScriptedLog.this.nextDecision();
            }
        }

        @Override
        public void close() {
            synchronized (ScriptedLog.this) {
                closed = true;
                ScriptedLog.this.notifyAll();
            }
        }
    }

    static final class Cursor implements Wal.Cursor {

        private Lsn position = Lsn.NONE;
        private Lsn saved = Lsn.NONE;

        @Override
        public String name() {
            return Events.CHANNEL;
        }

        @Override
        public synchronized Lsn position() {
            return position;
        }

        @Override
        public synchronized Lsn savedPosition() {
            return saved;
        }

        @Override
        public synchronized void advance(Lsn acknowledged) {
            position = Lsn.max(position, acknowledged);
            notifyAll();
        }

        @Override
        public synchronized void save() {
            saved = position;
        }

        synchronized void crash() {
            position = saved;
        }

        synchronized void await(long lsn) throws InterruptedException {
            long deadline = System.nanoTime() + Duration.ofSeconds(ScriptedChannel.PATIENCE_SECONDS).toNanos();
            while (position.value() < lsn) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError("The cursor is at " + position + " and not at " + lsn);
                }
                wait(left);
            }
        }
    }
}
