package io.quarkiverse.durable.deployment.publication;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.CommittedFeed;
import io.quarkiverse.durable.runtime.journal.PublicationLog;
import io.quarkiverse.durable.runtime.publication.Publication;
import io.quarkiverse.durable.runtime.publication.PublicationSettings;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;

/** A real channel with two methods and a connector, fed from a log in memory. */
class PublicationWiringTest {

    private static final long PATIENCE_SECONDS = 20;

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(
                    archive -> archive.addClasses(Orders.class, OneTransaction.class, DurableItems.class, Plain.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:publication;DB_CLOSE_DELAY=-1")
            .addBuildChainCustomizer(DurableItems.eventChannels("Order"))
            .overrideConfigKey("mp.messaging.outgoing.Order.connector", InMemoryConnector.CONNECTOR);

    @ApplicationScoped
    static class Orders {

        private final BlockingQueue<ChangeEvent> events = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

        @Incoming("Order")
        @Blocking
        void takeEvent(ChangeEvent event) {
            events.add(event);
        }

        /** Refuses the first delivery. */
        @Incoming("Order")
        Uni<Void> takeText(String text) {
            texts.add(text);
            return texts.size() == 1 ? Uni.createFrom().failure(new IllegalStateException("not yet"))
                    : Uni.createFrom().voidItem();
        }

        ChangeEvent nextEvent() throws InterruptedException {
            return events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        String nextText() throws InterruptedException {
            return texts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Inject
    Publication publication;

    @Inject
    Orders orders;

    @Inject
    @Any
    InMemoryConnector memory;

    @Test
    void everySubscriberGetsTheEventAndTheCursorMovesWhenAllAcknowledged() throws Exception {
        ChangeEvent event = new ChangeEvent("log:1:0", "log", 1, 1, 0, 1, "Order", "Order", null, "7", "7", Operation.INSERT,
                null,
                Map.of("name", "n"), List.of(), Instant.EPOCH, null, null, null, null, null);
        OneTransaction log = new OneTransaction(new CommittedFeed.Item(Lsn.of(1), List.of(event)));
        assertThat(publication.channels()).containsExactly("Order");

        publication.start(log, PublicationSettings.DEFAULT);

        assertThat(log.acknowledged.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(orders.nextEvent()).isEqualTo(event);
        assertThat(orders.nextEvent()).as("sent again, because the other method refused").isEqualTo(event);
        assertThat(orders.nextText()).isEqualTo(orders.nextText()).contains("\"type\":\"io.quarkiverse.durable.Order.insert\"");
        assertThat(memory.<String> sink("Order").received()).hasSize(2).extracting(Message::getPayload)
                .allMatch(text -> text.contains("\"id\":\"log:1:0\""));
        assertThat(publication.status()).singleElement()
                .isEqualTo(new DurableLog.Sink("Order", 1, 0, 0, 1, 1, null));
        publication.stop();
        assertThat(publication.status()).isEmpty();
        assertThat(log.position()).isEqualTo(Lsn.of(1));
    }

    static final class OneTransaction implements PublicationLog, Wal.Cursor, CommittedFeed {

        final CountDownLatch acknowledged = new CountDownLatch(1);
        private final Queue<Item> items = new ArrayDeque<>();
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile Lsn position = Lsn.NONE;

        OneTransaction(Item item) {
            items.add(item);
        }

        @Override
        public Wal.Cursor cursor(String sink) {
            return this;
        }

        @Override
        public CommittedFeed feed(String channel, Lsn from, CommittedFeed.Passing passing) {
            return this;
        }

        @Override
        public Lsn lastLsn() {
            return Lsn.of(1);
        }

        @Override
        public Item next(Duration patience) {
            Item item = items.poll();
            if (item == null) {
                try {
                    closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return item;
        }

        @Override
        public Item nextDecision() {
            return null;
        }

        @Override
        public void close() {
            closed.countDown();
        }

        @Override
        public String name() {
            return "Order";
        }

        @Override
        public Lsn position() {
            return position;
        }

        @Override
        public Lsn savedPosition() {
            return position;
        }

        @Override
        public void advance(Lsn to) {
            position = to;
            acknowledged.countDown();
        }

        @Override
        public void save() {
        }
    }
}
