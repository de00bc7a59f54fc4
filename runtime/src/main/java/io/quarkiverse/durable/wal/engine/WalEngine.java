package io.quarkiverse.durable.wal.engine;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;

import io.quarkiverse.durable.wal.*;

public final class WalEngine implements Wal {
    private final UUID id = UUID.randomUUID();
    private final ConcurrentSkipListMap<Long, WalRecord> recs = new ConcurrentSkipListMap<>();
    private long last;
    private volatile boolean closed;
    private final Map<String, Cursor> cursors = new ConcurrentHashMap<>();

    public static Wal open(WalOptions options, WalListener listener) {
        return new WalEngine();
    }

    public UUID logId() {
        return id;
    }

    public long epoch() {
        return 1;
    }

    public synchronized Ticket append(int type, ByteBuffer payload) {
        if (closed)
            throw new WalException.Closed("The log");
        Lsn lsn = Lsn.of(++last);
        recs.put(last, new WalRecord(lsn, type, System.currentTimeMillis(), payload.asReadOnlyBuffer()));
        notifyAll();
        return new Ticket() {
            public Lsn lsn() {
                return lsn;
            }

            public void await() {
            }

            public void whenDone(java.util.function.Consumer<@org.jspecify.annotations.Nullable WalException> t) {
                t.accept(null);
            }

            public boolean isDone() {
                return true;
            }
        };
    }

    public synchronized void raiseFloor(Lsn f) {
        last = Math.max(last, f.value());
    }

    public synchronized Lsn lastLsn() {
        return Lsn.of(last);
    }

    public Lsn durableLsn() {
        return lastLsn();
    }

    public Lsn firstLsn() {
        return recs.isEmpty() ? lastLsn().next() : Lsn.of(recs.firstKey());
    }

    public WalReader read(Lsn from) {
        return new WalReader() {
            long pos = from.value() - 1;
            boolean rclosed;

            public WalRecord next(Duration p) {
                synchronized (WalEngine.this) {
                    long until = System.nanoTime() + p.toNanos();
                    while (recs.higherEntry(pos) == null) {
                        if (closed || rclosed)
                            throw new WalException.Closed("reader");
                        long left = until - System.nanoTime();
                        if (left <= 0)
                            return null;
                        try {
                            WalEngine.this.wait(left / 1000000 + 1);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            return null;
                        }
                    }
                    var e = recs.higherEntry(pos);
                    pos = e.getKey();
                    var r = e.getValue();
                    return new WalRecord(r.lsn(), r.type(), r.timestampMillis(), r.payload().duplicate());
                }
            }

            public Lsn position() {
                return Lsn.of(pos);
            }

            public void close() {
                rclosed = true;
                synchronized (WalEngine.this) {
                    WalEngine.this.notifyAll();
                }
            }
        };
    }

    public Cursor cursor(String name, Lsn initial) {
        return cursors.computeIfAbsent(name, n -> new Cursor() {
            volatile Lsn p = initial;

            public String name() {
                return n;
            }

            public Lsn position() {
                return p;
            }

            public Lsn savedPosition() {
                return p;
            }

            public void advance(Lsn l) {
                p = Lsn.max(p, l);
            }

            public void save() {
            }
        });
    }

    public List<Cursor> cursors() {
        return List.copyOf(cursors.values());
    }

    public void dropCursor(String n) {
        cursors.remove(n);
    }

    public Hold hold(String n, Lsn f) {
        throw new IllegalStateException();
    }

    public void truncate() {
    }

    public WalStatus status() {
        return new WalStatus(id, 1, firstLsn(), lastLsn(), lastLsn(), 0, false, List.of(), Map.of(), null);
    }

    public void close() {
        closed = true;
        synchronized (this) {
            notifyAll();
        }
    }
}
