package io.quarkiverse.durable.runtime.metadata;

import io.quarkus.arc.Arc;

/** Whether there is a request that beans could know something of. */
final class Requests {

    private Requests() {
    }

    static boolean isActive() {
        return Arc.container().requestContext().isActive();
    }
}
