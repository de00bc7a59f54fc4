package io.quarkiverse.durable.deployment.items;

import java.util.Objects;
import java.util.Optional;

import io.quarkus.builder.item.MultiBuildItem;

/** A channel that has somebody to publish to. What a channel without such an item captures is never published. */
public final class DurableSinkBuildItem extends MultiBuildItem {

    private final String channel;
    private final String connector;
    private final int consumers;

    /**
     * @param channel its name, which is also the name of its cursor
     * @param connector that takes the messages out of the application, or null when only the application consumes them
     * @param consumers methods and injected channels of the application that consume it
     */
    public DurableSinkBuildItem(String channel, String connector, int consumers) {
        if (connector == null && consumers == 0) {
            throw new IllegalArgumentException("The channel " + channel + " leads nowhere");
        }
        this.channel = Objects.requireNonNull(channel, "channel");
        this.connector = connector;
        this.consumers = consumers;
    }

    public String channel() {
        return channel;
    }

    public Optional<String> connector() {
        return Optional.ofNullable(connector);
    }

    public int consumers() {
        return consumers;
    }

    /** Who has to acknowledge a message: every consumer and the connector. */
    public int subscribers() {
        return consumers + (connector == null ? 0 : 1);
    }
}
