package io.quarkiverse.durable.runtime.publication;

import java.nio.charset.StandardCharsets;

import jakarta.inject.Singleton;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

import io.quarkiverse.durable.ChangeEvent;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;

/**
 * Gives the Kafka record its key, so that changes of one row stay in one partition. A bean only where Kafka's API is present.
 */
@Singleton
public class KafkaRecordAddress implements MessageAddress {

    @Override
    public Object of(ChangeEvent event, String contentType) {
        Headers headers = new RecordHeaders().add("content-type", contentType.getBytes(StandardCharsets.UTF_8));
        return OutgoingKafkaRecordMetadata.builder().withKey(event.partitionKey()).withHeaders(headers).build();
    }
}
