package io.quarkiverse.durable.deployment.publication;

import java.util.List;
import java.util.function.Consumer;

import io.quarkiverse.durable.deployment.items.DurableEventChannelBuildItem;
import io.quarkus.builder.BuildChainBuilder;
import io.quarkus.builder.BuildContext;
import io.quarkus.builder.BuildStep;

/**
 * Puts build items into the build of a test application, in place of the processors that make them otherwise.
 *
 * <p>
 * The test class is loaded a second time in the application, where the classes of the build cannot be linked; so what makes the
 * items is in classes of its own, which only the build loads.
 */
final class DurableItems {

    private DurableItems() {
    }

    static Consumer<BuildChainBuilder> eventChannels(String... names) {
        List<String> channels = List.of(names);
        return builder -> channels.forEach(name -> builder.addBuildStep(new EventChannelStep(name))
                .produces(DurableEventChannelBuildItem.class).build());
    }

    static final class EventChannelStep implements BuildStep {

        private final String name;

        EventChannelStep(String name) {
            this.name = name;
        }

        @Override
        public void execute(BuildContext context) {
            context.produce(new DurableEventChannelBuildItem(name));
        }
    }
}
