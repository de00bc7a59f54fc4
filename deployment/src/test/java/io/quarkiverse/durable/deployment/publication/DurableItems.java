package io.quarkiverse.durable.deployment.publication;

import java.util.function.Consumer;

import io.quarkus.builder.BuildChainBuilder;
import io.quarkus.builder.item.MultiBuildItem;

/** Puts build items into the build of a test application, in place of the processors that make them otherwise. */
final class DurableItems {

    private DurableItems() {
    }

    static Consumer<BuildChainBuilder> produce(MultiBuildItem... items) {
        return builder -> {
            for (MultiBuildItem item : items) {
                builder.addBuildStep(context -> context.produce(item)).produces(item.getClass()).build();
            }
        };
    }
}
