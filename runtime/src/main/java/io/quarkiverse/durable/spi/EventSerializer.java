package io.quarkiverse.durable.spi;

import io.quarkiverse.durable.ChangeEvent;

/** Turns an event into the payload of its message. The default writes CloudEvents 1.0 structured JSON. */
public interface EventSerializer {

    /** Called on the publishing thread of the channel, once for each attempt at most. */
    String serialize(ChangeEvent event);

    /** Media type of what {@link #serialize} returns. */
    String contentType();
}
