package io.quarkiverse.durable.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.durable.DurableLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@QuarkusTestResource(value = KillableKafka.class, restrictToAnnotatedClass = true)
class KafkaPublicationTest {

    private static final int PARCELS = 5;
    private static final int STOPS = 40;
    private static final Duration BOUND = Duration.ofSeconds(120);

    Consumer<String> broker;

    @Inject
    Parcels parcels;

    @Inject
    DurableLog log;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    private final ObjectMapper json = new ObjectMapper();

    @Test
    @Timeout(240)
    void aCommitBecomesARecordWithKeyAndCloudEventAndARollbackNone() throws Exception {
        String code = "c-" + UUID.randomUUID();
        parcels.hand(code);
        assertThatThrownBy(() -> parcels.moveAndFail(code, 1)).isInstanceOf(IllegalStateException.class);
        parcels.move(code, 2);

        List<ConsumerRecord<String, String>> records = receive(code, all -> all.size() >= 2);

        assertThat(records).hasSize(2).extracting(ConsumerRecord::key).containsOnly(code);
        assertThat(records).allSatisfy(each -> assertThat(
                new String(each.headers().lastHeader("content-type").value(), StandardCharsets.UTF_8))
                .isEqualTo("application/cloudevents+json; charset=UTF-8"));
        JsonNode update = json.readTree(records.get(1).value());
        assertThat(update.get("specversion").asText()).isEqualTo("1.0");
        assertThat(update.get("type").asText()).isEqualTo("io.quarkiverse.durable.Parcel.update");
        assertThat(update.at("/data/before/stop").asInt()).isZero();
        assertThat(update.at("/data/after/stop").asInt()).isEqualTo(2);
    }

    @Test
    @Timeout(300)
    void aBrokerThatIsKilledInMidFlightGetsEverythingInOrderAfterItsRestart() throws Exception {
        String run = "k-" + UUID.randomUUID() + "-";
        for (int parcel = 0; parcel < PARCELS; parcel++) {
            parcels.hand(run + parcel);
        }
        for (int stop = 1; stop <= STOPS; stop++) {
            if (stop == STOPS / 4) {
                broker.accept(KillableKafka.KILL);
            }
            if (stop == STOPS / 2) {
                broker.accept(KillableKafka.RESTART);
            }
            for (int parcel = 0; parcel < PARCELS; parcel++) {
                parcels.move(run + parcel, stop);
            }
        }

        await().atMost(BOUND).until(() -> log.status().sinks().stream()
                .allMatch(sink -> sink.inFlight() == 0 && sink.lag() == 0));
        List<ConsumerRecord<String, String>> records = receive(run,
                all -> distinctStops(all) == PARCELS * (STOPS + 1));
        for (int parcel = 0; parcel < PARCELS; parcel++) {
            String key = run + parcel;
            assertThat(firstDeliveries(records, key)).as(key).hasSize(STOPS + 1).isSorted();
        }
        assertThat(log.status().sinks()).allSatisfy(sink -> assertThat(sink.lastFailure()).isNull());
    }

    private long distinctStops(List<ConsumerRecord<String, String>> records) {
        return records.stream().map(each -> each.key() + stop(each)).distinct().count();
    }

    /** A record may come twice, but never for the first time after a later one. */
    private List<Integer> firstDeliveries(List<ConsumerRecord<String, String>> records, String key) {
        return records.stream().filter(each -> each.key().equals(key)).map(this::stop).distinct().toList();
    }

    private int stop(ConsumerRecord<String, String> each) {
        try {
            return json.readTree(each.value()).at("/data/after/stop").asInt();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<ConsumerRecord<String, String>> receive(String keyPrefix,
            Predicate<List<ConsumerRecord<String, String>>> enough) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "group.id", keyPrefix, "auto.offset.reset",
                "earliest");
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings, new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of("Parcel"));
            long deadline = System.nanoTime() + BOUND.toNanos();
            while (!enough.test(records) && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(500)).forEach(each -> {
                    if (each.key().startsWith(keyPrefix)) {
                        records.add(each);
                    }
                });
            }
        }
        return records;
    }
}
