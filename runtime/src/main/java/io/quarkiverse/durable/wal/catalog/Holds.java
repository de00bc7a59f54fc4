package io.quarkiverse.durable.wal.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;

/** Holds of this opening. Taken and released from any thread. */
public final class Holds {

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    public Wal.Hold add(String name, Lsn from, boolean reader) {
        Entry entry = new Entry(name, from, reader);
        entries.add(entry);
        return entry;
    }

    Collection<Lsn> from(boolean readers) {
        List<Lsn> from = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.reader == readers) {
                from.add(entry.from);
            }
        }
        return from;
    }

    public List<Wal.Hold> all() {
        return List.copyOf(entries);
    }

    private final class Entry implements Wal.Hold {

        private final String name;
        private final boolean reader;
        private volatile Lsn from;

        Entry(String name, Lsn from, boolean reader) {
            this.name = name;
            this.from = from;
            this.reader = reader;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Lsn from() {
            return from;
        }

        @Override
        public synchronized void move(Lsn to) {
            from = Lsn.max(from, to);
        }

        @Override
        public void close() {
            entries.remove(this);
        }
    }
}
