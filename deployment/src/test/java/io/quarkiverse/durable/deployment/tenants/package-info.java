/** Applications whose tenants have a schema or a database of their own. */
package io.quarkiverse.durable.deployment.tenants;
