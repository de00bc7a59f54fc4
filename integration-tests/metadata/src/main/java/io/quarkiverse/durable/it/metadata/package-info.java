/** Orders that users make over HTTP, for tenants, in traces. Nothing here hands any of that on to the events. */
package io.quarkiverse.durable.it.metadata;
