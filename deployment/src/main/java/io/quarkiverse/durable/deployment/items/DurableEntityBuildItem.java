package io.quarkiverse.durable.deployment.items;

import java.util.Objects;

import io.quarkus.builder.item.MultiBuildItem;

/** An entity whose changes are captured, and the channel that they go to. One for each {@code @Durable} entity. */
public final class DurableEntityBuildItem extends MultiBuildItem {

    private final String entityName;
    private final String className;
    private final String type;
    private final String channel;
    private final EntityChoices choices;

    /**
     * @param entityName name of the entity in JPA
     * @param className name of its class
     * @param type by which it is known in the log and to consumers
     * @param channel as the annotation names it, else the entity's name
     */
    public DurableEntityBuildItem(String entityName, String className, String type, String channel,
            EntityChoices choices) {
        this.entityName = Objects.requireNonNull(entityName, "entityName");
        this.className = Objects.requireNonNull(className, "className");
        this.type = Objects.requireNonNull(type, "type");
        this.channel = Objects.requireNonNull(channel, "channel");
        this.choices = Objects.requireNonNull(choices, "choices");
    }

    public String entityName() {
        return entityName;
    }

    public String className() {
        return className;
    }

    public String type() {
        return type;
    }

    public String channel() {
        return channel;
    }

    public EntityChoices choices() {
        return choices;
    }
}
