package io.quarkiverse.durable.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KafkaBrokerTest {

    @Test
    @Timeout(180)
    void keepsAcknowledgedRecordsOverKillAndRestart() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start()) {
            String url = broker.url();
            send(url, "before");
            broker.kill9();
            broker.restart();
            assertThat(broker.url()).isEqualTo(url);
            send(url, "after");
            assertThat(receive(url, 2)).containsExactly("before", "after");
        }
    }

    @Test
    void theBrokersJarsAreNotOnTheClassPathOfDependents() {
        assertThatThrownBy(() -> Class.forName("kafka.server.KafkaRaftServer")).isInstanceOf(ClassNotFoundException.class);
    }

    private static void send(String url, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", url, "acks", "all");
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings, new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("t", 0, "k", value)).get(60, TimeUnit.SECONDS);
        }
    }

    private static List<String> receive(String url, int count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", url, "group.id", "g", "auto.offset.reset", "earliest");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings, new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of("t"));
            while (values.size() < count) {
                consumer.poll(Duration.ofSeconds(1)).forEach(received -> values.add(received.value()));
            }
        }
        return values;
    }
}
