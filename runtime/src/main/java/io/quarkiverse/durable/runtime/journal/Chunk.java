package io.quarkiverse.durable.runtime.journal;

import java.util.List;

/**
 * A part of a transaction that is too large for one record. Void unless a transaction record names it.
 *
 * @param first LSN of the transaction's first chunk, 0 in that one
 * @param number from 0
 * @param before how many changes the chunks before it have
 * @param changes explicit events have {@link Change#ANY} for a participant
 */
record Chunk(long first, int number, int before, List<Change> changes) {
}
