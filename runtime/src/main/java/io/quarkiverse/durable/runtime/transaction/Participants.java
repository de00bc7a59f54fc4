package io.quarkiverse.durable.runtime.transaction;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.runtime.capture.ChangeBuffer;
import io.quarkiverse.durable.runtime.journal.Change;

/** The changes of one transaction and the datasources that they are on. Not thread-safe. */
final class Participants {

    private final List<String> datasources = new ArrayList<>(1);
    private final ChangeBuffer buffer = new ChangeBuffer();

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

    /**
     * The changes, each with its participant.
     *
     * @param datasources the participants; none if there are no changes
     */
    record Assigned(List<String> datasources, List<Change> changes) {
    }

    /**
     * Explicit events go with the datasource that is meant for them if it takes part, or nobody else does; otherwise with the
     * first that does.
     */
    Assigned assign(String forEvents) {
        List<Change> changes = buffer.changes();
        if (changes.isEmpty()) {
            return new Assigned(List.of(), List.of());
        }
        List<String> all = datasources.isEmpty() ? List.of(forEvents) : List.copyOf(datasources);
        int events = Math.max(0, all.indexOf(forEvents));
        return new Assigned(all, changes.stream()
                .map(change -> change.participant() == Change.ANY ? change.of(events) : change).toList());
    }
}
