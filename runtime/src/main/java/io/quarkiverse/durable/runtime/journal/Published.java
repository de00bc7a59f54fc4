package io.quarkiverse.durable.runtime.journal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.Operation;

/**
 * What of the changes in the log is published.
 *
 * @param entities by their names; of others everything is
 */
public record Published(Map<String, Entity> entities) {

    public static final Published ALL = new Published(Map.of());

    private static final String MASKED = "***";

    /**
     * Attributes are named with a dot before those of an embeddable.
     *
     * @param include what is published; empty for all
     * @param exclude what is not
     * @param mask of which it is published only whether it is null
     */
    public record Entity(Set<String> include, Set<String> exclude, Set<String> mask, Set<Operation> operations) {

        private boolean isAll() {
            return include.isEmpty() && exclude.isEmpty() && mask.isEmpty();
        }

        private boolean includes(String path) {
            return include.isEmpty()
                    || include.stream().anyMatch(name -> name.equals(path) || path.startsWith(name + ".")
                            || name.startsWith(path + "."));
        }

        /** By its own name, or by that of the embeddable that it is in. */
        private static boolean isIn(Set<String> names, String path) {
            return names.contains(path) || names.stream().anyMatch(name -> path.startsWith(name + "."));
        }

        private @Nullable Map<String, @Nullable Object> view(@Nullable Map<?, ?> image, String above) {
            if (image == null) {
                return null;
            }
            Map<String, @Nullable Object> view = new LinkedHashMap<>();
            image.forEach((name, value) -> {
                String path = above + name;
                if (includes(path) && !isIn(exclude, path)) {
                    view.put(String.valueOf(name), isIn(mask, path) ? value == null ? null : MASKED
                            : value instanceof Map<?, ?> nested ? view(nested, path + ".") : value);
                }
            });
            return view;
        }

        private ChangeEvent view(ChangeEvent event) {
            List<String> changed = event.changed().stream().filter(name -> includes(name) && !isIn(exclude, name)).toList();
            return new ChangeEvent(event.id(), event.logId(), event.transactionId(), event.token(), event.index(),
                    event.count(), event.channel(), event.type(), event.schema(), event.key(), event.partitionKey(),
                    event.operation(),
                    view(event.before(), ""), view(event.after(), ""), changed, event.time(), event.tenant(), event.user(),
                    event.traceparent(), event.requestId(), event.reason());
        }
    }

    boolean has(Change change) {
        Entity entity = change.operation() == Operation.EVENT ? null : entities.get(change.type());
        return entity == null || entity.operations().contains(change.operation());
    }

    ChangeEvent view(ChangeEvent event) {
        Entity entity = event.operation() == Operation.EVENT ? null : entities.get(event.type());
        return entity == null || entity.isAll() ? event : entity.view(event);
    }
}
