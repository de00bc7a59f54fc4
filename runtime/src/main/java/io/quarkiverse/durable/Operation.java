package io.quarkiverse.durable;

/** What happened to a row, or that an event is explicit. */
public enum Operation {
    INSERT,
    UPDATE,
    DELETE,
    /** Given to {@link Outbox#append}. */
    EVENT
}
