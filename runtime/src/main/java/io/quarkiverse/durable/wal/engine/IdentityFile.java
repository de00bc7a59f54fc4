package io.quarkiverse.durable.wal.engine;

import java.io.IOException;
import java.util.List;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.format.Identity;
import io.quarkiverse.durable.wal.storage.NoSpaceException;
import io.quarkiverse.durable.wal.storage.SmallFile;
import io.quarkiverse.durable.wal.storage.Storage;

/** The file {@code identity} of an open log. */
final class IdentityFile {

    static final String NAME = "identity";

    private final Storage storage;
    @GuardedBy("this")
    private Identity current;
    @GuardedBy("this")
    private boolean closed;

    IdentityFile(Storage storage, Identity opened) {
        this.storage = storage;
        this.current = opened;
    }

    synchronized List<Long> noted(String name) {
        return current.notes().getOrDefault(name, List.of());
    }

    synchronized void note(String name, List<Long> numbers) {
        if (closed) {
            throw new WalException.Closed("The log in " + storage.directory());
        }
        if (name.isEmpty() || name.length() > Wal.NOTE_NAME_MAX || numbers.size() > Wal.NOTED_MAX
                || numbers.stream().anyMatch(number -> number < 0)) {
            throw new IllegalArgumentException("A note has a name of 1 to " + Wal.NOTE_NAME_MAX + " characters and at most "
                    + Wal.NOTED_MAX + " numbers, none negative");
        }
        Identity next = current.noted(name, numbers);
        if (next.notes().size() > Wal.NOTES_MAX) {
            throw new IllegalArgumentException("A log has at most " + Wal.NOTES_MAX + " notes");
        }
        try {
            SmallFile.replace(storage, NAME, next.encode());
        } catch (NoSpaceException e) {
            throw new WalException.Full(storage.directory(), "there is no room for a note. Free space on its disk.", e);
        } catch (IOException e) {
            throw new WalException.Inaccessible(storage.directory().resolve(NAME), "it cannot be written: " + e.getMessage(),
                    e);
        }
        current = next;
    }

    /** For the last time: from here on the directory may belong to somebody else. */
    synchronized void close() {
        closed = true;
    }

    /** As {@link #close}, of a log that ends with this record and was closed in order. */
    synchronized void close(Lsn last) throws IOException {
        close();
        SmallFile.replace(storage, NAME, current.closed(last).encode());
    }
}
