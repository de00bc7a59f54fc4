package io.quarkiverse.durable.runtime.lifecycle;

import java.util.Map;
import java.util.Set;

import io.quarkiverse.durable.runtime.journal.Published;

/**
 * What the build found out about the application.
 *
 * @param databaseKinds kind of the database of each datasource that has durable entities, by name of the datasource
 * @param xa those of them that take part in transactions by XA
 * @param bySchema those of them in which each tenant of a persistence unit has a schema of its own
 * @param eventDatasource where transactions with explicit events alone are marked
 * @param eventChannels channels that explicit events may name
 * @param published what of the changes is published
 */
public record DurableModel(Map<String, String> databaseKinds, Set<String> xa, Set<String> bySchema,
        String eventDatasource, Set<String> eventChannels, Published published) {
}
