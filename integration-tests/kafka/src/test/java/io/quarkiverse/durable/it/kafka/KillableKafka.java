package io.quarkiverse.durable.it.kafka;

import java.util.Map;
import java.util.function.Consumer;

import io.quarkiverse.durable.servers.KafkaBroker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A broker for one test class. The test gets a handle of a JDK type, since its class loader is another one. */
public class KillableKafka implements QuarkusTestResourceLifecycleManager {

    static final String KILL = "kill";
    static final String RESTART = "restart";

    private KafkaBroker broker;

    @Override
    public Map<String, String> start() {
        broker = KafkaBroker.start();
        return Map.of("kafka.bootstrap.servers", broker.url());
    }

    @Override
    public void inject(TestInjector injector) {
        Consumer<String> handle = this::command;
        injector.injectIntoFields(handle, field -> field.getType() == Consumer.class);
    }

    private void command(String name) {
        if (name.equals(KILL)) {
            broker.kill9();
        } else {
            broker.restart();
        }
    }

    @Override
    public void stop() {
        broker.close();
    }
}
