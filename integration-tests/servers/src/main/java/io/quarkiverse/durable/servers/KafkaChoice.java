package io.quarkiverse.durable.servers;

import java.util.Optional;

import org.jboss.logging.Logger;

/** Which Kafka runs: the configured one, a container, or a forked JVM with the broker's jars. */
final class KafkaChoice {

    private static final Logger LOG = Logger.getLogger(KafkaBroker.class);
    private static final String CONFIGURED = "durable.test.kafka.bootstrap";
    private static final String SHARED = "durable.test.started.kafka.bootstrap";

    private KafkaChoice() {
    }

    static KafkaBroker shared() {
        synchronized (Runtime.getRuntime()) {
            Optional<String> known = ServerSettings.find(CONFIGURED).or(() -> ServerSettings.find(SHARED));
            return new ForeignKafka(known.orElseGet(KafkaChoice::startShared));
        }
    }

    private static String startShared() {
        String bootstrap = startOwn().url();
        System.setProperty(SHARED, bootstrap);
        return bootstrap;
    }

    static KafkaBroker startOwn() {
        KafkaBroker broker = startContainerOrFork();
        LOG.infof("Kafka for tests: %s at %s", broker.description(), broker.url());
        return broker;
    }

    private static KafkaBroker startContainerOrFork() {
        if (ServerSettings.mayUse("docker") && DockerEngine.answers()) {
            try {
                return new ContainerKafka();
            } catch (RuntimeException e) {
                if (ServerSettings.mustUse("docker")) {
                    throw e;
                }
                LOG.warnf("A Docker engine answers, but Kafka does not start there, so a forked one is used: %s", e);
            }
        }
        if (ServerSettings.mustUse("docker")) {
            throw new IllegalStateException(
                    "durable.test.servers=docker, but no Docker engine answers; start it or set DOCKER_HOST");
        }
        return new ForkedKafka();
    }
}
