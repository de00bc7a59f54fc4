package io.quarkiverse.durable.runtime.capture;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Durable;

/**
 * What was found at build time.
 *
 * @param entities by class name
 * @param datasources of persistence units, by name of the unit
 */
public record CaptureModel(Map<String, Entity> entities, Map<String, String> datasources) {

    /**
     * A durable entity.
     *
     * @param name its JPA name
     * @param type by which it is known in the log and to consumers
     * @param key attributes of the key of its messages; empty for the identifier
     * @param unlogged attributes that may not be in the log
     * @param before which states before a change are captured
     */
    public record Entity(String name, String type, String channel, List<String> key, Set<String> unlogged,
            Durable.Before before) {

        /** By its own path, or with the embeddable that it is in. */
        boolean isUnlogged(String path) {
            return unlogged.stream().anyMatch(name -> path.equals(name) || path.startsWith(name + "."));
        }
    }

    public @Nullable Entity entity(String className) {
        return entities.get(className);
    }

    public String datasource(String persistenceUnit) {
        return datasources.getOrDefault(persistenceUnit, "<default>");
    }
}
