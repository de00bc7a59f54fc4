package io.quarkiverse.durable;

import org.jspecify.annotations.Nullable;

/**
 * Explicit events, published if and only if the current transaction commits. Inject it.
 *
 * <p>
 * An event travels in the same log record as the entity changes of its transaction and keeps its place among them.
 */
public interface Outbox {

    /** The channel of events that name none. */
    String DEFAULT_CHANNEL = "outbox";

    /**
     * Adds an event to the current JTA transaction. Nothing is durable on return: it becomes so with the commit.
     *
     * @throws DurableException there is no active transaction, it is already committing, the channel is not known, or the data
     *         cannot be written as JSON
     */
    void append(Event event);

    /**
     * An explicit event.
     *
     * @param channel where to publish it: {@link #DEFAULT_CHANNEL}, the channel of an entity, or one of
     *        {@code quarkus.durable.outbox-channels}
     * @param type name of what happened, for example {@code OrderShipped}
     * @param key events of one channel with the same key keep their order
     * @param data written as JSON by the application's {@code ObjectMapper}
     */
    record Event(String channel, String type, String key, @Nullable Object data) {

        public Event(String type, String key, @Nullable Object data) {
            this(DEFAULT_CHANNEL, type, key, data);
        }
    }
}
