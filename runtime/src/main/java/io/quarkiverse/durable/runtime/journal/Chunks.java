package io.quarkiverse.durable.runtime.journal;

import java.util.Map;

/**
 * What a transaction record says of the chunks that precede it.
 *
 * @param first LSN of the first chunk, by which each of the others names its transaction
 * @param last LSN of the last one; between the two stand records of others
 * @param count how many chunks there are
 * @param changes how many changes they have, by channel
 * @param participantOfEvents the participant of their explicit events, which was not known when they were written
 */
public record Chunks(long first, long last, int count, Map<String, Integer> changes, int participantOfEvents) {

    /** How many changes they have. */
    public int total() {
        return changes.values().stream().mapToInt(Integer::intValue).sum();
    }

    int of(String channel) {
        return changes.getOrDefault(channel, 0);
    }
}
