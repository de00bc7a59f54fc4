package io.quarkiverse.durable.runtime.transaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.runtime.capture.ChangeBuffer;
import io.quarkiverse.durable.runtime.journal.Change;

/** The changes of one transaction and the datasources that they are on. Not thread-safe. */
final class Participants {

    private final List<String> datasources = new ArrayList<>(1);
    private final ChangeBuffer buffer = new ChangeBuffer();
    private final Map<String, Long> savepoints = new HashMap<>(0);

    /** @param datasource null for an explicit event, which is of any */
    void add(@Nullable String datasource, Change change) {
        if (datasource == null) {
            buffer.add(change.of(Change.ANY));
            return;
        }
        int index = datasources.indexOf(datasource);
        if (index < 0) {
            index = datasources.size();
            datasources.add(datasource);
        }
        buffer.add(change.of(index));
    }

    /** What the changes in memory take, about. */
    long bytes() {
        return buffer.bytes();
    }

    /** Takes the changes out of the memory. Those that are explicit events do not have their participant yet. */
    List<Change> drain() {
        return buffer.drain();
    }

    void savepoint(String datasource, String name) {
        savepoints.put(datasource + " " + name, buffer.position());
    }

    /**
     * Forgets what came after a savepoint. A datasource that took part takes part all the same: something was written to it.
     *
     * @return false if that cannot be done
     */
    boolean rollbackTo(String datasource, String name) {
        Long position = savepoints.get(datasource + " " + name);
        if (position == null || !List.of(datasource).containsAll(datasources)) {
            return false;
        }
        buffer.truncate(position);
        return true;
    }

    /**
     * The changes that are in memory, each with its participant.
     *
     * @param datasources the participants; none if there are no changes
     * @param ofEvents participant of explicit events
     */
    record Assigned(List<String> datasources, List<Change> changes, int ofEvents) {
    }

    /**
     * Explicit events go with the datasource that is meant for them if it takes part, or nobody else does; otherwise with the
     * first that does.
     *
     * @param drained there are changes beside those in memory
     */
    Assigned assign(String forEvents, boolean drained) {
        List<Change> changes = buffer.changes();
        if (changes.isEmpty() && !drained) {
            return new Assigned(List.of(), List.of(), 0);
        }
        List<String> all = datasources.isEmpty() ? List.of(forEvents) : List.copyOf(datasources);
        int events = Math.max(0, all.indexOf(forEvents));
        return new Assigned(all, changes.stream()
                .map(change -> change.participant() == Change.ANY ? change.of(events) : change).toList(), events);
    }
}
