package io.quarkiverse.durable.deployment.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;

/** What this Quarkus version does with an emitter that only a build step asked for. */
class EmitterWithoutInjectionTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Orders.class, DurableItems.class, Plain.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:publication;DB_CLOSE_DELAY=-1")
            .addBuildChainCustomizer(DurableItems.eventChannels("Order", "Invoice"))
            .overrideConfigKey("mp.messaging.outgoing.Invoice.connector", InMemoryConnector.CONNECTOR);

    @ApplicationScoped
    static class Orders {

        private final List<String> received = new CopyOnWriteArrayList<>();

        List<String> received() {
            return received;
        }

        @Incoming("Order")
        Uni<Void> consume(String order) {
            received.add(order);
            return order.startsWith("bad") ? Uni.createFrom().failure(new IllegalArgumentException(order))
                    : Uni.createFrom().voidItem();
        }
    }

    @Inject
    ChannelRegistry registry;

    @Inject
    Orders orders;

    @Inject
    @Any
    InMemoryConnector memory;

    @Test
    void aMessageReachesTheMethodAndItsAnswerComesBack() {
        MutinyEmitter<String> emitter = registry.getEmitter("Order", MutinyEmitter.class);
        emitter.sendMessage(Message.of("good")).await().atMost(SOON);
        assertThatThrownBy(() -> emitter.sendMessage(Message.of("bad")).await().atMost(SOON))
                .hasMessageContaining("bad");
        emitter.sendMessage(Message.of("good again")).await().atMost(SOON);
        assertThat(orders.received()).containsExactly("good", "bad", "good again");
    }

    @Test
    void aMessageReachesTheConnectorAndItsAnswerComesBack() {
        MutinyEmitter<String> emitter = registry.getEmitter("Invoice", MutinyEmitter.class);
        emitter.sendMessage(Message.of("one")).await().atMost(SOON);
        await().atMost(SOON).untilAsserted(() -> assertThat(memory.<String> sink("Invoice").received())
                .extracting(Message::getPayload).containsExactly("one"));
    }
}
