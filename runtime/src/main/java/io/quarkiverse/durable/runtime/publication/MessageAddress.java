package io.quarkiverse.durable.runtime.publication;

import io.quarkiverse.durable.ChangeEvent;

/** Metadata by which a connector addresses a message: key, headers. */
interface MessageAddress {

    Object of(ChangeEvent event, String contentType);
}
