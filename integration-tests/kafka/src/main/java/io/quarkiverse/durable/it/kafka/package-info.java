/** An application that publishes to Kafka and configures nothing for it but the broker. */
package io.quarkiverse.durable.it.kafka;
