package io.quarkiverse.durable.deployment.publication;

import io.quarkus.smallrye.reactivemessaging.runtime.ReactiveMessagingConfiguration;

/** What the build says about a channel. */
final class DecisionText {

    private DecisionText() {
    }

    static String noSink(ChannelFacts facts) {
        String connectors = facts.outboundConnectors().isEmpty() ? "there is none"
                : "there are " + String.join(", ", facts.outboundConnectors().stream().sorted().toList());
        if (facts.outboundConnectors().size() == 1) {
            connectors = "quarkus.messaging.auto-connector-attachment is off";
        }
        return subject(facts) + " no sink: nothing of it is published. To publish it, add a method with @Incoming(\""
                + facts.channel() + "\"), or set " + outgoing(facts) + ", or have exactly one outbound connector on the class"
                + " path (" + connectors + ").";
    }

    static String unknownConnector(ChannelFacts facts, String connector) {
        return outgoing(facts) + " names the connector " + connector + ", which is not on the class path"
                + (facts.outboundConnectors().isEmpty() ? ""
                        : " (there are "
                                + String.join(", ", facts.outboundConnectors().stream().sorted().toList()) + ")")
                + ". Add its extension, or correct the name.";
    }

    static String secondProducer(ChannelFacts facts) {
        return subject(facts) + " a channel that the application sends to as well, with @Outgoing(\"" + facts.channel()
                + "\") or an emitter. Order and acknowledgement could not be kept: give one of the two another channel name"
                + (facts.entities().isEmpty() ? "." : ", here with @Durable(channel = \"…\").");
    }

    static String consumedFromConnector(ChannelFacts facts) {
        return subject(facts) + " a channel that the application also reads from the connector "
                + facts.wiring().inboundConnector().orElseThrow() + " under the same name. To read back from a broker what is"
                + " published there, name the incoming channel differently, for example @Incoming(\"" + facts.channel()
                + "-in\") with "
                + ReactiveMessagingConfiguration.getChannelIncomingPropertyName(facts.channel() + "-in", "connector")
                + "; to consume inside the application, remove "
                + ReactiveMessagingConfiguration.getChannelIncomingPropertyName(facts.channel(), "connector") + ".";
    }

    private static String subject(ChannelFacts facts) {
        if (facts.entities().isEmpty()) {
            return "The outbox channel " + facts.channel() + " has";
        }
        boolean one = facts.entities().size() == 1;
        return (one ? "The @Durable entity " : "The @Durable entities ") + String.join(", ", facts.entities())
                + " (channel " + facts.channel() + ") " + (one ? "has" : "have");
    }

    private static String outgoing(ChannelFacts facts) {
        return ReactiveMessagingConfiguration.getChannelOutgoingPropertyName(facts.channel(), "connector");
    }
}
