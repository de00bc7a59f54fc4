package io.quarkiverse.durable.deployment.publication;

import java.util.List;
import java.util.function.Consumer;

import io.quarkiverse.durable.deployment.items.DurableEntityBuildItem;
import io.quarkiverse.durable.deployment.items.DurableEventChannelBuildItem;
import io.quarkus.builder.BuildChainBuilder;

/**
 * Puts build items into the build of a test application, in place of the processors that make them otherwise. Items are made
 * only when the build runs: the test class is loaded again for the application, which sees other classes of the same names.
 */
final class DurableItems {

    private DurableItems() {
    }

    /** Entities that are also the names of their channels. */
    static Consumer<BuildChainBuilder> entities(String... names) {
        List<String> entities = List.of(names);
        return builder -> entities.forEach(name -> builder
                .addBuildStep(context -> context.produce(new DurableEntityBuildItem(name, "shop." + name, name)))
                .produces(DurableEntityBuildItem.class).build());
    }

    static Consumer<BuildChainBuilder> eventChannels(String... names) {
        List<String> channels = List.of(names);
        return builder -> channels.forEach(name -> builder
                .addBuildStep(context -> context.produce(new DurableEventChannelBuildItem(name)))
                .produces(DurableEventChannelBuildItem.class).build());
    }
}
