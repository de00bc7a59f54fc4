/** Real requests with real users, and events that arrive. */
package io.quarkiverse.durable.it.metadata;
