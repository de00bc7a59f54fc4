/**
 * What a commit costs: one application that does the same work without an outbox, with outbox tables, and with Quarkus
 * Durable.
 */
@NullMarked
package io.quarkiverse.durable.benchmark;

import org.jspecify.annotations.NullMarked;
