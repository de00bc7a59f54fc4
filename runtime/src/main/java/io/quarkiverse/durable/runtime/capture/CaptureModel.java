package io.quarkiverse.durable.runtime.capture;

import java.util.Map;

import org.jspecify.annotations.Nullable;

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
     */
    public record Entity(String name, String channel) {
    }

    public @Nullable Entity entity(String className) {
        return entities.get(className);
    }

    public String datasource(String persistenceUnit) {
        return datasources.getOrDefault(persistenceUnit, "<default>");
    }
}
