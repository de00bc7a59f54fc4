/** Entities that belong to a tenant; a persistence unit of their own. */
package io.quarkiverse.durable.it.capture.tenants;
