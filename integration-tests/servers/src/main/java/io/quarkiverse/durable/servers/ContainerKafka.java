package io.quarkiverse.durable.servers;

import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Kafka in a container. This class, and with it Testcontainers, is loaded only after a Docker engine answered. */
final class ContainerKafka implements KafkaBroker {

    private static final int KAFKA_PORT = 9092;

    private final int port = ServerSettings.freePort();
    private final KafkaContainer container;
    private final ContainerControl control;

    ContainerKafka() {
        String image = ServerSettings.find("durable.test.kafka.image").orElse("apache/kafka-native:4.1.1");
        container = new KafkaContainer(DockerImageName.parse(image));
        control = new ContainerControl(container);
        control.fixPort(port, KAFKA_PORT);
        container.start();
    }

    @Override
    public String url() {
        return container.getBootstrapServers();
    }

    @Override
    public String description() {
        return "container " + container.getDockerImageName();
    }

    @Override
    public void stop() {
        control.stop();
    }

    @Override
    public void kill9() {
        control.kill9();
    }

    /** Clients retry by themselves until the broker has found its data. */
    @Override
    public void restart() {
        control.restart();
    }

    @Override
    public void freeze() {
        control.freeze();
    }

    @Override
    public void thaw() {
        control.thaw();
    }

    @Override
    public void close() {
        container.stop();
    }
}
