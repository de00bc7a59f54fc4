package io.quarkiverse.durable.wal.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;

/** All cursors of a log, saved together. */
public final class CursorStore {

    private static final int NAME_LENGTH_MAX = 200;

    private final CursorFile file;
    private final WalListener listener;
    private final ConcurrentSkipListMap<String, Position> cursors = new ConcurrentSkipListMap<>();
    /** One save at a time, and none between a change of the set of cursors and its save. */
    private final Object saving = new Object();
    @GuardedBy("saving")
    private boolean closed;
    /** A cursor came or went, and the disk may know it or not. */
    @GuardedBy("saving")
    private boolean setChanged;

    public CursorStore(CursorFile file, WalListener listener) {
        this.file = file;
        this.listener = listener;
        file.positions().forEach((name, at) -> cursors.put(name, new Position(name, at)));
    }

    public Wal.Cursor cursor(String name, Lsn initial) {
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX) {
            throw new IllegalArgumentException("A cursor's name has 1 to " + NAME_LENGTH_MAX + " characters");
        }
        synchronized (saving) {
            Position existing = cursors.get(name);
            if (existing != null) {
                if (setChanged) {
                    // a drop that failed: the disk may have forgotten it
                    write();
                }
                return existing;
            }
            Position created = new Position(name, initial);
            cursors.put(name, created);
            setChanged = true;
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
            if (removed != null || setChanged) {
                setChanged = true;
                try {
                    write();
                } catch (RuntimeException e) {
                    if (removed != null) {
                        cursors.put(name, removed);
                    }
                    throw e;
                }
            }
        }
    }

    /**
     * Passes on from where each cursor needs the log, as far as the disk knows. None comes or goes meanwhile; one that is being
     * dropped claims until the disk has forgotten it; where one could not be created, the disk is made to forget it first.
     */
    public void claims(Consumer<List<Lsn>> decision) {
        synchronized (saving) {
            if (setChanged) {
                write();
            }
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
            if (moved || setChanged) {
                write();
            }
        }
    }

    @GuardedBy("saving")
    private void write() {
        if (closed) {
            throw new WalException.Closed("The log in " + file.path().getParent());
        }
        SortedMap<String, Lsn> positions = new TreeMap<>();
        cursors.forEach((name, cursor) -> positions.put(name, cursor.current));
        try {
            if (setChanged) {
                file.writeBoth(positions);
            } else {
                file.write(positions);
            }
            setChanged = false;
        } catch (IOException e) {
            throw new WalException.Inaccessible(file.path(),
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
