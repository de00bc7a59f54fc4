/**
 * What databases committed, what a consumer received and what clients were told, held against each other.
 */
@NullMarked
package io.quarkiverse.durable.servers.comparison;

import org.jspecify.annotations.NullMarked;
