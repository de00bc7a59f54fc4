package io.quarkiverse.durable.runtime.journal;

import java.util.function.Consumer;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;

/**
 * The cursor of a sink.
 *
 * @param moved told where it stands after each move, on the thread that moves it
 */
record SinkCursor(Wal.Cursor cursor, Consumer<Lsn> moved) implements Wal.Cursor {

    @Override
    public String name() {
        return cursor.name();
    }

    @Override
    public Lsn position() {
        return cursor.position();
    }

    @Override
    public Lsn savedPosition() {
        return cursor.savedPosition();
    }

    @Override
    public void advance(Lsn acknowledged) {
        cursor.advance(acknowledged);
        moved.accept(cursor.position());
    }

    @Override
    public void save() {
        cursor.save();
    }
}
