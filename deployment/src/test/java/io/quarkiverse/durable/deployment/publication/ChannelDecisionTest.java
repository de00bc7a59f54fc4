package io.quarkiverse.durable.deployment.publication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

class ChannelDecisionTest {

    private static final Set<String> KAFKA = Set.of("smallrye-kafka");
    private static final Set<String> TWO = Set.of("smallrye-kafka", "smallrye-amqp");

    private static ChannelDecision decide(int consumers, String configured, Set<String> connectors) {
        return ChannelDecision.of(new ChannelFacts("Order", List.of("Order"), true,
                new ChannelFacts.Wiring(consumers, 0, Optional.empty()), Optional.ofNullable(configured), connectors, true));
    }

    /** All combinations of consumers, configuration and connectors. */
    @Test
    void aSinkIsAConsumerAConfiguredConnectorOrTheOnlyConnector() {
        assertThat(decide(0, null, Set.of())).isInstanceOf(ChannelDecision.NoSink.class);
        assertThat(decide(0, null, KAFKA)).isEqualTo(new ChannelDecision.Sink(Optional.of("smallrye-kafka"), true, 0));
        assertThat(decide(0, null, TWO)).isInstanceOf(ChannelDecision.NoSink.class);
        assertThat(decide(0, "smallrye-amqp", Set.of())).isInstanceOf(ChannelDecision.Impossible.class);
        assertThat(decide(0, "smallrye-amqp", KAFKA)).isInstanceOf(ChannelDecision.Impossible.class);
        assertThat(decide(0, "smallrye-amqp", TWO))
                .isEqualTo(new ChannelDecision.Sink(Optional.of("smallrye-amqp"), false, 0));
        for (Set<String> connectors : List.of(Set.<String> of(), KAFKA, TWO)) {
            assertThat(decide(2, null, connectors)).isEqualTo(new ChannelDecision.Sink(Optional.empty(), false, 2));
        }
        assertThat(decide(1, "smallrye-amqp", TWO))
                .isEqualTo(new ChannelDecision.Sink(Optional.of("smallrye-amqp"), false, 1))
                .extracting(sink -> ((ChannelDecision.Sink) sink).subscribers()).isEqualTo(2);
    }

    @Test
    void theOnlyConnectorIsNotTakenWhenAttachmentIsOff() {
        ChannelDecision decision = ChannelDecision.of(new ChannelFacts("Order", List.of("Order"), true,
                ChannelFacts.Wiring.NONE, Optional.empty(), KAFKA, false));
        assertThat(decision).isInstanceOfSatisfying(ChannelDecision.NoSink.class,
                none -> assertThat(none.message()).contains("quarkus.messaging.auto-connector-attachment is off"));
    }

    @Test
    void theBuildSaysWhoHasNoSinkAndThreeWaysToGetOne() {
        ChannelDecision decision = decide(0, null, TWO);
        assertThat(decision).isEqualTo(new ChannelDecision.NoSink("The @Durable entity Order (channel Order) has no sink:"
                + " nothing of it is published. To publish it, add a method with @Incoming(\"Order\"), or set"
                + " mp.messaging.outgoing.Order.connector, or have exactly one outbound connector on the class path"
                + " (there are smallrye-amqp, smallrye-kafka)."));
    }

    @Test
    void aChannelThatNobodyWantsIsNotAttachedAndNothingIsSaidOfIt() {
        for (Set<String> connectors : List.of(Set.<String> of(), KAFKA)) {
            ChannelDecision decision = ChannelDecision.of(new ChannelFacts("outbox", List.of(), false,
                    ChannelFacts.Wiring.NONE, Optional.empty(), connectors, true));
            assertThat(decision).isEqualTo(new ChannelDecision.NoSink(null));
        }
    }

    @Test
    void aChannelThatTheApplicationAlsoSendsToIsImpossible() {
        ChannelDecision decision = ChannelDecision.of(new ChannelFacts("Order", List.of("Order"), true,
                new ChannelFacts.Wiring(1, 1, Optional.empty()), Optional.empty(), Set.of(), true));
        assertThat(decision).isInstanceOfSatisfying(ChannelDecision.Impossible.class,
                no -> assertThat(no.message()).contains("@Outgoing(\"Order\")").contains("@Durable(channel"));
    }

    @Test
    void aChannelThatIsReadFromABrokerUnderTheSameNameIsImpossible() {
        ChannelDecision decision = ChannelDecision.of(new ChannelFacts("a.b", List.of("Order"), true,
                new ChannelFacts.Wiring(1, 0, Optional.of("smallrye-kafka")), Optional.of("smallrye-kafka"), KAFKA, true));
        assertThat(decision).isInstanceOfSatisfying(ChannelDecision.Impossible.class,
                no -> assertThat(no.message()).contains("mp.messaging.incoming.\"a.b-in\".connector")
                        .contains("remove mp.messaging.incoming.\"a.b\".connector"));
    }
}
