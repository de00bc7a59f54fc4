package io.quarkiverse.durable.deployment.publication;

import java.util.Map;

import io.quarkus.builder.item.SimpleBuildItem;

/** What was decided for each channel. */
public final class ChannelDecisionsBuildItem extends SimpleBuildItem {

    private final Map<String, ChannelDecision> byChannel;

    ChannelDecisionsBuildItem(Map<String, ChannelDecision> byChannel) {
        this.byChannel = Map.copyOf(byChannel);
    }

    Map<String, ChannelDecision> byChannel() {
        return byChannel;
    }
}
