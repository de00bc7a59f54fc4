package io.quarkiverse.durable.runtime.transaction;

import io.quarkiverse.durable.runtime.slot.SlotPool;
import io.quarkiverse.durable.runtime.slot.SlotTable;

/** The slots of our log on one datasource. */
public record SlotSpace(SlotTable table, SlotPool pool) {
}
