package io.quarkiverse.durable.runtime.capture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.Change;

/**
 * The changes of one transaction that are in memory, one for each row: several writes of a row are merged into their net
 * change, which keeps the place of the first. A row that is written again after it was {@linkplain #drain() drained}, or
 * after a {@linkplain #position() position} was taken, has a change of its own from there on: what it was before stands as
 * it is, so the changes in their order are still what happened. Not thread-safe.
 */
public final class ChangeBuffer {

    private final List<@Nullable Change> changes = new ArrayList<>();
    private final Map<Row, Integer> places = new HashMap<>();
    /** How many places were drained. */
    private long drained;
    private long bytes;

    private record Row(int participant, @Nullable String tenant, String type, String key) {
    }

    public void add(Change change) {
        if (change.operation() == Operation.EVENT) {
            append(change);
            return;
        }
        Row row = new Row(change.participant(), change.tenant(), change.type(), change.key());
        Integer place = places.get(row);
        Change earlier = place == null ? null : changes.get(place);
        if (place == null || earlier == null) {
            places.put(row, changes.size());
            append(change);
        } else {
            Change net = NetChange.of(earlier, change);
            changes.set(place, net);
            bytes += size(net) - size(earlier);
        }
    }

    private void append(Change change) {
        changes.add(change);
        bytes += size(change);
    }

    private static long size(@Nullable Change change) {
        return change == null ? 0 : ChangeSize.of(change);
    }

    /** What a change takes in memory, about. */
    public static long sizeOf(Change change) {
        return ChangeSize.of(change);
    }

    /** What the changes take in memory, about. */
    public long bytes() {
        return bytes;
    }

    /** The net changes in order, without those that changed nothing in the end. */
    public List<Change> changes() {
        List<Change> net = new ArrayList<>(changes.size());
        for (Change change : changes) {
            if (change != null && !isNothing(change)) {
                net.add(change);
            }
        }
        return Collections.unmodifiableList(net);
    }

    /** Such as the collection, new and empty, of an entity whose insert was drained. */
    private static boolean isNothing(Change change) {
        return change.operation() == Operation.UPDATE && change.before() != null && change.after() != null
                && change.changed().isEmpty() && Submission.changed(change.before(), change.after()).isEmpty();
    }

    /** The net changes in order, which are the receiver's from now on. */
    public List<Change> drain() {
        List<Change> net = changes();
        drained += changes.size();
        changes.clear();
        places.clear();
        bytes = 0;
        return net;
    }

    /** Where a savepoint is: what comes later is not merged with what is there. */
    public long position() {
        places.clear();
        return drained + changes.size();
    }

    /**
     * Forgets what came after a position.
     *
     * @throws DurableException some of it was drained, and is in the log already
     */
    public void truncate(long position) {
        if (position < drained) {
            throw new DurableException("DURABLE-0119",
                    "A savepoint was rolled back, and changes that came after it are in the log"
                            + " already, as the transaction is a large one (quarkus.durable.capture.buffer-size). It is rolled back.");
        }
        List<@Nullable Change> after = changes.subList((int) (position - drained), changes.size());
        after.forEach(change -> bytes -= size(change));
        after.clear();
        places.clear();
    }
}
