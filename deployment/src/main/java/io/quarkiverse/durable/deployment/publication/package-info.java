/** Decides at build time which channels have a sink, and makes their emitters. */
package io.quarkiverse.durable.deployment.publication;
