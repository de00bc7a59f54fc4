package io.quarkiverse.durable.deployment.publication;

import java.util.Optional;

/** Whether a channel gets an emitter of ours. */
sealed interface ChannelDecision {

    /**
     * @param connector that takes the messages, if any
     * @param attach whether the connector is not configured but is the only one there is
     * @param consumers in the application
     */
    record Sink(Optional<String> connector, boolean attach, int consumers) implements ChannelDecision {

        int subscribers() {
            return consumers + (connector.isPresent() ? 1 : 0);
        }
    }

    /** Nobody to publish to. The message is null where nobody is missed. */
    record NoSink(String message) implements ChannelDecision {
    }

    /** The application cannot be built like this. */
    record Impossible(String message) implements ChannelDecision {
    }

    static ChannelDecision of(ChannelFacts facts) {
        ChannelFacts.Wiring wiring = facts.wiring();
        Optional<String> connector = facts.configuredConnector();
        boolean attach = false;
        if (connector.isEmpty() && wiring.consumers() == 0 && facts.wanted() && facts.autoAttachment()
                && facts.outboundConnectors().size() == 1) {
            connector = Optional.of(facts.outboundConnectors().iterator().next());
            attach = true;
        }
        if (connector.isEmpty() && wiring.consumers() == 0) {
            return new NoSink(facts.wanted() ? DecisionText.noSink(facts) : null);
        }
        if (connector.isPresent() && !facts.outboundConnectors().contains(connector.get())) {
            return new Impossible(DecisionText.unknownConnector(facts, connector.get()));
        }
        if (wiring.producers() > 0) {
            return new Impossible(DecisionText.secondProducer(facts));
        }
        if (wiring.consumers() > 0 && wiring.inboundConnector().isPresent()) {
            return new Impossible(DecisionText.consumedFromConnector(facts));
        }
        return new Sink(connector, attach, wiring.consumers());
    }
}
