package io.quarkiverse.durable.wal.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.format.BadBytes;
import io.quarkiverse.durable.wal.format.CursorTable;
import io.quarkiverse.durable.wal.storage.SmallFile;
import io.quarkiverse.durable.wal.storage.Storage;

/** All cursors of a log, in one file that is replaced as a whole. */
public final class CursorStore {

    public static final String FILE = "cursors";
    private static final int NAME_LENGTH_MAX = 200;

    private final Storage storage;
    private final UUID logId;
    private final WalListener listener;
    private final ConcurrentSkipListMap<String, Position> cursors = new ConcurrentSkipListMap<>();
    /** One save at a time, and none between a change of the set of cursors and its save. */
    private final Object saving = new Object();
    @GuardedBy("saving")
    private boolean closed;

    public CursorStore(Storage storage, CursorTable saved, WalListener listener) {
        this.storage = storage;
        this.logId = saved.logId();
        this.listener = listener;
        saved.positions().forEach((name, at) -> cursors.put(name, new Position(name, at)));
    }

    /** The first save of a new log. */
    public static void create(Storage storage, UUID logId) throws IOException {
        SmallFile.replace(storage, FILE, new CursorTable(logId, new TreeMap<>()).encode());
    }

    /** A file that is missing or damaged is an error: without it nobody knows what may be released. */
    public static CursorTable load(Storage storage, UUID logId) throws IOException {
        var path = storage.directory().resolve(FILE);
        if (storage.list().stream().noneMatch(e -> e.name().equals(FILE))) {
            throw new WalException.Corrupt(path, 0, "the positions of the consumers", "no such file");
        }
        try {
            CursorTable table = CursorTable.decode(SmallFile.read(storage, FILE));
            if (!table.logId().equals(logId)) {
                throw new WalException.Corrupt(path, 16, "log id " + logId, table.logId().toString());
            }
            return table;
        } catch (BadBytes e) {
            throw e.in(path);
        }
    }

    public Wal.Cursor cursor(String name, Lsn initial) {
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX) {
            throw new IllegalArgumentException("A cursor's name has 1 to " + NAME_LENGTH_MAX + " characters");
        }
        synchronized (saving) {
            Position existing = cursors.get(name);
            if (existing != null) {
                return existing;
            }
            Position created = new Position(name, initial);
            cursors.put(name, created);
            try {
                write();
            } catch (RuntimeException e) {
                cursors.remove(name);
                throw e;
            }
            return created;
        }
    }

    public List<Wal.Cursor> all() {
        return List.copyOf(cursors.values());
    }

    public void drop(String name) {
        synchronized (saving) {
            Position removed = cursors.remove(name);
            if (removed != null) {
                try {
                    write();
                } catch (RuntimeException e) {
                    cursors.put(name, removed);
                    throw e;
                }
            }
        }
    }

    /**
     * Passes on from where each cursor needs the log, as far as the disk knows. None comes or goes meanwhile; one that is being
     * dropped claims until the disk has forgotten it.
     */
    public void claims(Consumer<List<Lsn>> decision) {
        synchronized (saving) {
            List<Lsn> from = new ArrayList<>();
            for (Position cursor : cursors.values()) {
                from.add(cursor.saved.next());
            }
            decision.accept(from);
        }
    }

    /** Saves what moved for the last time: from here on the directory may belong to somebody else. */
    public void close() {
        synchronized (saving) {
            try {
                save();
            } finally {
                closed = true;
            }
        }
    }

    /** Saves what moved. */
    public void save() {
        synchronized (saving) {
            boolean moved = cursors.values().stream().anyMatch(c -> c.current.isAfter(c.saved));
            if (moved) {
                write();
            }
        }
    }

    @GuardedBy("saving")
    private void write() {
        if (closed) {
            throw new WalException.Closed("The log in " + storage.directory());
        }
        SortedMap<String, Lsn> positions = new TreeMap<>();
        cursors.forEach((name, cursor) -> positions.put(name, cursor.current));
        try {
            SmallFile.replace(storage, FILE, new CursorTable(logId, positions).encode());
        } catch (IOException e) {
            throw new WalException.Inaccessible(storage.directory().resolve(FILE),
                    "the positions of the consumers cannot be saved: " + e.getMessage(), e);
        }
        positions.forEach((name, at) -> {
            Position cursor = cursors.get(name);
            if (cursor != null && at.isAfter(cursor.saved)) {
                cursor.saved = at;
                listener.cursorSaved(name, at);
            }
        });
    }

    private final class Position implements Wal.Cursor {

        private final String name;
        private volatile Lsn current;
        private volatile Lsn saved;

        Position(String name, Lsn at) {
            this.name = name;
            this.current = at;
            this.saved = at;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Lsn position() {
            return current;
        }

        @Override
        public Lsn savedPosition() {
            return saved;
        }

        @Override
        public synchronized void advance(Lsn acknowledged) {
            current = Lsn.max(current, acknowledged);
        }

        @Override
        public void save() {
            if (current.isAfter(saved)) {
                CursorStore.this.save();
            }
        }
    }
}
