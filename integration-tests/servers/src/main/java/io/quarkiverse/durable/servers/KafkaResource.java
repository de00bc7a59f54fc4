package io.quarkiverse.durable.servers;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * Points a Quarkus test at the shared Kafka. Topics are shared by all test classes of the module: name them after the class.
 */
public class KafkaResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return Map.of("kafka.bootstrap.servers", KafkaBroker.shared().url());
    }

    /** Leaves the broker to the next test class; it ends with this JVM. */
    @Override
    public void stop() {
    }
}
