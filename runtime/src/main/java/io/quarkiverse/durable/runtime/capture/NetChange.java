package io.quarkiverse.durable.runtime.capture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.Change;

/**
 * What two changes of one row in one transaction amount to.
 *
 * <pre>
 * first    second   net
 * INSERT   UPDATE   INSERT  of the second state
 * INSERT   DELETE   nothing
 * UPDATE   UPDATE   UPDATE  from the first's before to the second's after
 * UPDATE   DELETE   DELETE  of the first's before
 * DELETE   INSERT   UPDATE  from the deleted state to the inserted
 * DELETE   DELETE   DELETE  of the first's before
 * </pre>
 *
 * Other pairs do not happen to one row; the second is taken.
 */
final class NetChange {

    private NetChange() {
    }

    static @Nullable Change of(Change first, Change second) {
        switch (first.operation()) {
            case INSERT:
                if (second.operation() == Operation.DELETE) {
                    return null;
                }
                return with(first, Operation.INSERT, null, overlay(first.after(), second.after()), List.of());
            case UPDATE:
                if (second.operation() == Operation.DELETE) {
                    return with(first, Operation.DELETE, before(first, second), null, List.of());
                }
                return with(first, Operation.UPDATE, before(first, second),
                        overlay(first.after(), second.after()), changed(first, second));
            case DELETE:
                if (second.operation() == Operation.INSERT) {
                    return with(first, Operation.UPDATE, first.before(), second.after(),
                            differing(first.before(), second.after()));
                }
                return second.operation() == Operation.DELETE ? first : second;
            default:
                return second;
        }
    }

    private static Change with(Change row, Operation operation, @Nullable Map<String, @Nullable Object> before,
            @Nullable Map<String, @Nullable Object> after, List<String> changed) {
        return new Change(row.channel(), row.type(), row.key(), operation, before, after, changed, row.participant(),
                row.partitionKey(), row.schema(), row.tenant());
    }

    /** What the second found and the first had not changed. Not known if the first did not know what it changed. */
    private static @Nullable Map<String, @Nullable Object> before(Change first, Change second) {
        Map<String, @Nullable Object> known = first.before();
        Map<String, @Nullable Object> found = second.before();
        if (found == null || isBlind(first)) {
            return known;
        }
        Map<String, @Nullable Object> both = new LinkedHashMap<>(found);
        // what the first changed without knowing what it was
        both.keySet().removeAll(first.changed());
        if (known != null) {
            both.putAll(known);
        }
        return both;
    }

    /** Whether nobody knows which attributes it changed. */
    private static boolean isBlind(Change update) {
        return update.before() == null && update.changed().isEmpty();
    }

    /** {@code below} with the entries of {@code above} over it. */
    private static @Nullable Map<String, @Nullable Object> overlay(@Nullable Map<String, @Nullable Object> below,
            @Nullable Map<String, @Nullable Object> above) {
        if (below == null || above == null) {
            return above == null ? below : above;
        }
        Map<String, @Nullable Object> both = new LinkedHashMap<>(below);
        both.putAll(above);
        return both;
    }

    /** Where both states are known, what differs; else what one of the two said, or nothing if one could not say. */
    private static List<String> changed(Change first, Change second) {
        Map<String, @Nullable Object> before = before(first, second);
        if (before == null && (isBlind(first) || isBlind(second))) {
            return List.of();
        }
        Set<String> names = new LinkedHashSet<>(first.changed());
        names.addAll(second.changed());
        Map<String, @Nullable Object> after = overlay(first.after(), second.after());
        if (before != null && after != null) {
            names.removeIf(name -> before.containsKey(name) && after.containsKey(name)
                    && Objects.deepEquals(before.get(name), after.get(name)));
            after.keySet().stream().filter(before::containsKey)
                    .filter(name -> !Objects.deepEquals(before.get(name), after.get(name))).forEach(names::add);
        }
        return new ArrayList<>(names);
    }

    private static List<String> differing(@Nullable Map<String, @Nullable Object> before,
            @Nullable Map<String, @Nullable Object> after) {
        List<String> names = new ArrayList<>();
        if (before != null && after != null) {
            after.forEach((name, value) -> {
                if (!Objects.deepEquals(value, before.get(name))) {
                    names.add(name);
                }
            });
        }
        return names;
    }
}
