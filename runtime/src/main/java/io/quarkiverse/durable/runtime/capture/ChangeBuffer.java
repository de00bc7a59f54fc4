package io.quarkiverse.durable.runtime.capture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.Change;

/**
 * The changes of one transaction, one for each row: several writes of a row are merged into their net change, which keeps the
 * place of the first. Not thread-safe.
 */
public final class ChangeBuffer {

    private final List<@Nullable Change> changes = new ArrayList<>();
    private final Map<Row, Integer> places = new HashMap<>();

    private record Row(int participant, String type, String key) {
    }

    public void add(Change change) {
        if (change.operation() == Operation.EVENT) {
            changes.add(change);
            return;
        }
        Row row = new Row(change.participant(), change.type(), change.key());
        Integer place = places.get(row);
        Change earlier = place == null ? null : changes.get(place);
        if (place == null || earlier == null) {
            places.put(row, changes.size());
            changes.add(change);
        } else {
            changes.set(place, NetChange.of(earlier, change));
        }
    }

    /** The net changes in order. */
    public List<Change> changes() {
        List<Change> net = new ArrayList<>(changes.size());
        for (Change change : changes) {
            if (change != null) {
                net.add(change);
            }
        }
        return Collections.unmodifiableList(net);
    }
}
