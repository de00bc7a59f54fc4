package io.quarkiverse.durable.runtime.publication;

import java.util.Map;

/**
 * The channels that have somebody to publish to, as the build found them.
 *
 * @param subscribers for each channel, how many acknowledge each message: its consumers in the application and its connector
 */
public record Sinks(Map<String, Integer> subscribers) {

    public Sinks {
        subscribers = Map.copyOf(subscribers);
    }
}
