package io.quarkiverse.durable.runtime.journal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.WalStatus;

/**
 * A log in memory whose durable end moves when the test says so: what a crash leaves behind can be chosen, which the real log
 * does not offer.
 */
public final class MemoryWal implements Wal {

    private final UUID logId;
    private final long epoch;
    private final List<WalRecord> records = new ArrayList<>();
    private final List<MemoryTicket> waiting = new ArrayList<>();
    private final Map<String, MemoryCursor> cursors = new LinkedHashMap<>();
    private final Map<String, List<Long>> notes;
    private final Map<String, ByteBuffer> attachments = new HashMap<>();
    private final List<Hold> holds = new ArrayList<>();
    private final boolean durableAtOnce;
    private long last;
    private long durable;
    private @Nullable WalException refusal;

    public MemoryWal(boolean durableAtOnce) {
        this(UUID.randomUUID(), 1, durableAtOnce, new ConcurrentHashMap<>());
    }

    private MemoryWal(UUID logId, long epoch, boolean durableAtOnce, Map<String, List<Long>> notes) {
        this.notes = notes;
        this.logId = logId;
        this.epoch = epoch;
        this.durableAtOnce = durableAtOnce;
    }

    /** Every later append fails with this; null for none. */
    public void refuse(@Nullable WalException why) {
        refusal = why;
    }

    /** The disk has everything up to here. */
    public void makeDurable(long upTo) {
        List<MemoryTicket> done;
        synchronized (this) {
            durable = Math.max(durable, upTo);
            done = waiting.stream().filter(ticket -> ticket.lsn.value() <= durable).toList();
            waiting.removeAll(done);
            notifyAll();
        }
        done.forEach(MemoryTicket::tell);
    }

    public synchronized void saveCursors() {
        cursors.values().forEach(MemoryCursor::save);
    }

    /** The disk has nothing behind this, whatever was said. */
    public synchronized MemoryWal cutBehind(long lsn) {
        durable = Math.min(durable, lsn);
        cursors.values().forEach(cursor -> cursor.saved = Lsn.min(cursor.saved, Lsn.of(lsn)));
        return this;
    }

    /**
     * What the next process finds: the durable records and the saved cursors, and a floor above both (rule R1). What is noted
     * later is noted for all processes of the directory.
     */
    public MemoryWal crash() {
        return next(notes);
    }

    /** What a process finds in a copy of the directory that is made now. */
    public MemoryWal copy() {
        return next(new ConcurrentHashMap<>(notes));
    }

    private synchronized MemoryWal next(Map<String, List<Long>> itsNotes) {
        MemoryWal next = new MemoryWal(logId, epoch + 1, true, itsNotes);
        next.attachments.putAll(attachments);
        records.stream().filter(each -> each.lsn().value() <= durable).forEach(next.records::add);
        next.durable = durable;
        next.last = durable;
        cursors.forEach((name, cursor) -> {
            MemoryCursor copy = new MemoryCursor(name, cursor.saved);
            next.cursors.put(name, copy);
            next.last = Math.max(next.last, cursor.saved.value());
        });
        next.durable = next.last;
        return next;
    }

    @Override
    public UUID logId() {
        return logId;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Lsn appendDurable(int type, ByteBuffer payload) {
        Ticket ticket = append(type, payload);
        ticket.await();
        return ticket.lsn();
    }

    @Override
    public Ticket append(int type, ByteBuffer payload, int following) {
        return append(type, payload);
    }

    @Override
    public Ticket append(int type, ByteBuffer payload) {
        MemoryTicket ticket;
        synchronized (this) {
            WalException why = refusal;
            if (why != null) {
                throw why;
            }
            last++;
            records.add(new WalRecord(Lsn.of(last), type, last, payload.duplicate()));
            ticket = new MemoryTicket(Lsn.of(last));
            waiting.add(ticket);
        }
        if (durableAtOnce) {
            makeDurable(ticket.lsn.value());
        }
        return ticket;
    }

    @Override
    public synchronized void raiseFloor(Lsn floor) {
        last = Math.max(last, floor.value());
        durable = Math.max(durable, durableAtOnce ? last : durable);
    }

    @Override
    public synchronized Lsn lastLsn() {
        return Lsn.of(last);
    }

    @Override
    public synchronized Lsn durableLsn() {
        return Lsn.of(durable);
    }

    @Override
    public synchronized Lsn firstLsn() {
        return records.isEmpty() ? Lsn.of(last + 1) : records.get(0).lsn();
    }

    @Override
    public WalReader read(Lsn from) {
        return new WalReader() {
            private Lsn position = from.previous();

            @Override
            public @Nullable WalRecord next(Duration patience) {
                synchronized (MemoryWal.this) {
                    for (WalRecord each : records) {
                        if (each.lsn().isAfter(position) && each.lsn().value() <= durable) {
                            position = each.lsn();
                            return each;
                        }
                    }
                    return null;
                }
            }

            @Override
            public Lsn position() {
                return position;
            }

            @Override
            public void close() {
                // nothing to release
            }
        };
    }

    @Override
    public synchronized Cursor cursor(String name, Lsn initial) {
        return cursors.computeIfAbsent(name, unused -> new MemoryCursor(name, initial));
    }

    @Override
    public synchronized List<Cursor> cursors() {
        return List.copyOf(cursors.values());
    }

    @Override
    public synchronized void dropCursor(String name) {
        cursors.remove(name);
    }

    @Override
    public Hold hold(String name, Lsn from) {
        Hold hold = new MemoryHold(name, from);
        synchronized (this) {
            holds.add(hold);
        }
        return hold;
    }

    /** Holds of this opening, in the order in which they were taken. */
    public synchronized List<Hold> holds() {
        return List.copyOf(holds);
    }

    @Override
    public List<Long> noted(String name) {
        return notes.getOrDefault(name, List.of());
    }

    @Override
    public void note(String name, List<Long> numbers) {
        notes.put(name, List.copyOf(numbers));
    }

    @Override
    public synchronized @Nullable ByteBuffer attached(String name) {
        ByteBuffer content = attachments.get(name);
        return content == null ? null : content.duplicate();
    }

    @Override
    public synchronized void attach(String name, ByteBuffer content) {
        attachments.put(name, ByteBuffer.allocate(content.remaining()).put(content.duplicate()).flip());
    }

    @Override
    public void truncate() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void refreshKeys() {
        // nothing is encrypted
    }

    @Override
    public synchronized WalStatus status() {
        return new WalStatus(logId, epoch, firstLsn(), lastLsn(), durableLsn(), 0, false, List.of(), Map.of(), null);
    }

    @Override
    public void close() {
        // nothing to release
    }

    private final class MemoryTicket implements Ticket {

        private final Lsn lsn;
        private final List<Consumer<@Nullable WalException>> listeners = new ArrayList<>();

        MemoryTicket(Lsn lsn) {
            this.lsn = lsn;
        }

        @Override
        public Lsn lsn() {
            return lsn;
        }

        @Override
        public void await() {
            synchronized (MemoryWal.this) {
                while (!isDone()) {
                    try {
                        MemoryWal.this.wait();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException(e);
                    }
                }
            }
        }

        @Override
        public void whenDone(Consumer<@Nullable WalException> then) {
            synchronized (MemoryWal.this) {
                if (!isDone()) {
                    listeners.add(then);
                    return;
                }
            }
            then.accept(null);
        }

        @Override
        public boolean isDone() {
            synchronized (MemoryWal.this) {
                return lsn.value() <= durable;
            }
        }

        void tell() {
            listeners.forEach(each -> each.accept(null));
        }
    }

    private final class MemoryCursor implements Cursor {

        private final String name;
        private Lsn position;
        private Lsn saved;

        MemoryCursor(String name, Lsn initial) {
            this.name = name;
            this.position = initial;
            this.saved = initial;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Lsn position() {
            synchronized (MemoryWal.this) {
                return position;
            }
        }

        @Override
        public Lsn savedPosition() {
            synchronized (MemoryWal.this) {
                return saved;
            }
        }

        @Override
        public void advance(Lsn acknowledged) {
            synchronized (MemoryWal.this) {
                position = Lsn.max(position, acknowledged);
            }
        }

        @Override
        public void save() {
            synchronized (MemoryWal.this) {
                saved = position;
            }
        }
    }

    private final class MemoryHold implements Hold {

        private final String name;
        private Lsn from;

        MemoryHold(String name, Lsn from) {
            this.name = name;
            this.from = from;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Lsn from() {
            synchronized (MemoryWal.this) {
                return from;
            }
        }

        @Override
        public void move(Lsn to) {
            synchronized (MemoryWal.this) {
                from = Lsn.max(from, to);
            }
        }

        @Override
        public void close() {
            synchronized (MemoryWal.this) {
                holds.remove(this);
            }
        }
    }
}
