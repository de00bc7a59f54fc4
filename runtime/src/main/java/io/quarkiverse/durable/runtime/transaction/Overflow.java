package io.quarkiverse.durable.runtime.transaction;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.capture.ChangeBuffer;
import io.quarkiverse.durable.runtime.journal.Change;
import io.quarkiverse.durable.runtime.journal.ChunkWriter;
import io.quarkiverse.durable.runtime.journal.Chunks;

/**
 * What a large transaction does not keep in memory: it is in the log, and of its rows there are fingerprints. Not thread-safe.
 */
final class Overflow {

    private final ChunkWriter writer;
    private final Rows rows = new Rows();
    private final Set<String> channels = new HashSet<>();
    private boolean writesRows;

    Overflow(ChunkWriter writer) {
        this.writer = writer;
    }

    void append(List<Change> changes) {
        writer.append(changes, ChangeBuffer::sizeOf);
        for (Change change : changes) {
            rows.add(change);
            channels.add(change.channel());
            writesRows |= change.operation() != Operation.EVENT;
        }
    }

    boolean isEmpty() {
        return writer.isEmpty();
    }

    /** Whether there is more than explicit events. */
    boolean writesRows() {
        return writesRows;
    }

    /** Names of the channels that its changes go to. */
    Set<String> channels() {
        return channels;
    }

    /** Null if there is nothing. */
    @Nullable
    Chunks chunks(int participantOfEvents) {
        return writer.written(participantOfEvents);
    }

    /** Its rows and those of other changes. */
    Rows rowsAnd(List<Change> others) {
        others.forEach(rows::add);
        return rows;
    }
}
