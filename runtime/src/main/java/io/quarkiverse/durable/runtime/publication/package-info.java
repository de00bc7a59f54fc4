/**
 * Sends committed events to Reactive Messaging channels, in order for each key, until each is acknowledged.
 *
 * <p>
 * {@link io.quarkiverse.durable.runtime.publication.Publication} has one
 * {@link io.quarkiverse.durable.runtime.publication.Publisher} for each channel; what is sent next, and how far the cursor may
 * go, is decided by {@link io.quarkiverse.durable.runtime.publication.Deliveries}.
 */
@NullMarked
package io.quarkiverse.durable.runtime.publication;

import org.jspecify.annotations.NullMarked;
