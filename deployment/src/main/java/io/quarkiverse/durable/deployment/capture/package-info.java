/** Finds the durable entities and says what cannot be. */
package io.quarkiverse.durable.deployment.capture;
