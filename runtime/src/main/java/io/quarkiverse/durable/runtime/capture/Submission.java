package io.quarkiverse.durable.runtime.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.Change;
import io.quarkus.arc.Arc;

/** Hands what was captured of one datasource to the transaction, without what the entity chose not to have in the log. */
final class Submission {

    private final String datasource;
    private final UnitSchemas schemas;
    private final @Nullable String tenant;

    Submission(String datasource, UnitSchemas schemas) {
        this(datasource, schemas, null);
    }

    private Submission(String datasource, UnitSchemas schemas, @Nullable String tenant) {
        this.datasource = datasource;
        this.schemas = schemas;
        this.tenant = tenant;
    }

    /** For what was written for a tenant; null where the persistence unit does not have several. */
    Submission of(@Nullable String whose) {
        return whose == null ? this : new Submission(datasource, schemas, whose);
    }

    void submit(CaptureModel.Entity entity, String key, Operation operation,
            @Nullable Map<String, @Nullable Object> before, @Nullable Map<String, @Nullable Object> after) {
        submit(entity, key, PartitionKey.of(entity, key, before, after), operation, before, after);
    }

    void submit(CaptureModel.Entity entity, String key, String partitionKey, Operation operation,
            @Nullable Map<String, @Nullable Object> before, @Nullable Map<String, @Nullable Object> after) {
        removeUnlogged(entity, before, after);
        submit(entity, key, partitionKey, operation, before, after, changed(before, after));
    }

    /** @param changed names, where they are known without the state before */
    void submit(CaptureModel.Entity entity, String key, String partitionKey, Operation operation,
            @Nullable Map<String, @Nullable Object> before, @Nullable Map<String, @Nullable Object> after,
            List<String> changed) {
        removeUnlogged(entity, before, after);
        captured(entity, key, partitionKey, operation, entity.before() == Durable.Before.NEVER ? null : before, after,
                changed);
    }

    private static void removeUnlogged(CaptureModel.Entity entity, @Nullable Map<String, @Nullable Object> before,
            @Nullable Map<String, @Nullable Object> after) {
        entity.unlogged().forEach(path -> {
            remove(before, path);
            remove(after, path);
        });
    }

    /** More of the state after a write that was submitted. */
    void more(CaptureModel.Entity entity, String key, String partitionKey, Map<String, @Nullable Object> after) {
        entity.unlogged().forEach(path -> remove(after, path));
        captured(entity, key, partitionKey, Operation.UPDATE, null, after, List.copyOf(after.keySet()));
    }

    private void captured(CaptureModel.Entity entity, String key, String partitionKey, Operation operation,
            @Nullable Map<String, @Nullable Object> before, @Nullable Map<String, @Nullable Object> after,
            List<String> changed) {
        Arc.container().instance(TransactionPort.class).get().captured(datasource,
                new Change(entity.channel(), entity.type(), key, operation, before, after, changed, 0, partitionKey,
                        schemas.id(entity), tenant));
    }

    @SuppressWarnings("unchecked")
    static void remove(@Nullable Map<String, @Nullable Object> image, String path) {
        if (image == null) {
            return;
        }
        // a collection in an embeddable is beside it
        image.keySet().removeIf(name -> name.startsWith(path + "."));
        if (image.remove(path) == null) {
            int dot = path.indexOf('.');
            if (dot > 0 && image.get(path.substring(0, dot)) instanceof Map<?, ?> embedded) {
                remove((Map<String, @Nullable Object>) embedded, path.substring(dot + 1));
            }
        }
    }

    static List<String> changed(@Nullable Map<String, @Nullable Object> before,
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
