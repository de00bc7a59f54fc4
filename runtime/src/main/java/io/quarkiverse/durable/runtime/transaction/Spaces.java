package io.quarkiverse.durable.runtime.transaction;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.quarkiverse.durable.DurableException;

/**
 * The slots of our log on all datasources.
 *
 * @param byDatasource by name of the datasource
 * @param forEvents datasource on which transactions with explicit events alone are marked
 * @param releases counts the slots that became free, in all pools together
 */
public record Spaces(Map<String, SlotSpace> byDatasource, String forEvents, AtomicLong releases) {

    SlotSpace of(String datasource) {
        SlotSpace space = byDatasource.get(datasource);
        if (space == null) {
            throw new DurableException("DURABLE-0116",
                    "Datasource " + datasource + " has no slot table, so nothing on it can be durable");
        }
        return space;
    }
}
