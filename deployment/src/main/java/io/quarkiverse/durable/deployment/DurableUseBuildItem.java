package io.quarkiverse.durable.deployment;

import io.quarkus.builder.item.SimpleBuildItem;

/** Whether the application has anything durable, and on which databases. */
public final class DurableUseBuildItem extends SimpleBuildItem {

    private final boolean used;
    private final Databases databases;

    DurableUseBuildItem(boolean used, Databases databases) {
        this.used = used;
        this.databases = databases;
    }

    boolean used() {
        return used;
    }

    Databases databases() {
        return databases;
    }
}
