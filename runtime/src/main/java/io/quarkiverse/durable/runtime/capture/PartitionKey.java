package io.quarkiverse.durable.runtime.capture;

import java.util.Map;
import java.util.StringJoiner;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;

/** The key of the messages of an entity, which keeps them in order: the identifier, or attributes that the entity names. */
final class PartitionKey {

    private PartitionKey() {
    }

    static String of(CaptureModel.Entity entity, String key, @Nullable Map<String, @Nullable Object> before,
            @Nullable Map<String, @Nullable Object> after) {
        if (entity.key().isEmpty()) {
            return key;
        }
        Map<String, @Nullable Object> known = after == null ? before : after;
        if (known == null) {
            throw new DurableException("DURABLE-0113", "The key of the messages of " + entity.name() + " " + key
                    + " is not known, since its state was not read. Set before=ALWAYS for this entity, or use a Session.");
        }
        String now = of(entity, known);
        if (before != null && after != null && !now.equals(of(entity, before))) {
            throw new DurableException("DURABLE-0113", "The attributes " + entity.key() + " of " + entity.name() + " " + key
                    + " are the key of its messages and may not change, since the messages before and after would not be in"
                    + " order. Delete it and insert another, or choose another key.");
        }
        return now;
    }

    static String of(CaptureModel.Entity entity, Map<String, @Nullable Object> image) {
        StringJoiner joined = new StringJoiner(",");
        for (String path : entity.key()) {
            joined.add(EntityShape.text(value(image, path)));
        }
        return joined.toString();
    }

    private static @Nullable Object value(Map<String, @Nullable Object> image, String path) {
        int dot = path.indexOf('.');
        if (dot < 0 || image.containsKey(path)) {
            return image.get(path);
        }
        return image.get(path.substring(0, dot)) instanceof Map<?, ?> embedded ? embedded.get(path.substring(dot + 1)) : null;
    }
}
