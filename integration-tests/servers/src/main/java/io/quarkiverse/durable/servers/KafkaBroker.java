package io.quarkiverse.durable.servers;

/** A real one-node Kafka. {@link #url()} is the value of {@code bootstrap.servers}. */
public interface KafkaBroker extends TestServer {

    /**
     * The one broker of this JVM, started when first asked for, whichever class loader asks. It cannot be stopped or killed.
     */
    static KafkaBroker shared() {
        return KafkaChoice.shared();
    }

    /** A broker for the caller alone, that may be killed. Close it. */
    static KafkaBroker start() {
        return KafkaChoice.startOwn();
    }
}
