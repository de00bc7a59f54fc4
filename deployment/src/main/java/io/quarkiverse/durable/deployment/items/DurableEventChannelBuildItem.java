package io.quarkiverse.durable.deployment.items;

import java.util.Objects;

import io.quarkus.builder.item.MultiBuildItem;

/** A channel of explicit events: the default one and each of {@code quarkus.durable.outbox-channels}. */
public final class DurableEventChannelBuildItem extends MultiBuildItem {

    private final String channel;

    public DurableEventChannelBuildItem(String channel) {
        this.channel = Objects.requireNonNull(channel, "channel");
    }

    public String channel() {
        return channel;
    }
}
