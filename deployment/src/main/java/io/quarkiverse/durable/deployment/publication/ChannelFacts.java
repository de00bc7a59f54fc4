package io.quarkiverse.durable.deployment.publication;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the build knows of a channel.
 *
 * @param channel its name
 * @param entities whose changes go there; empty for a channel of explicit events only
 * @param wanted whether the application would miss its messages: it has entities, was configured, or {@code Outbox} is injected
 * @param wiring who else is at the channel in the application
 * @param configuredConnector of {@code mp.messaging.outgoing.<channel>.connector}
 * @param outboundConnectors that are on the class path
 * @param autoAttachment of {@code quarkus.messaging.auto-connector-attachment}
 */
record ChannelFacts(String channel, List<String> entities, boolean wanted, Wiring wiring, Optional<String> configuredConnector,
        Set<String> outboundConnectors, boolean autoAttachment) {

    /**
     * @param consumers methods with {@code @Incoming} of the channel, and injections of it
     * @param producers methods with {@code @Outgoing} of the channel, and emitters injected for it
     * @param inboundConnector of {@code mp.messaging.incoming.<channel>.connector}
     */
    record Wiring(int consumers, int producers, Optional<String> inboundConnector) {

        static final Wiring NONE = new Wiring(0, 0, Optional.empty());
    }
}
