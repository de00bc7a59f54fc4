/** What the build steps of the extension tell each other. */
package io.quarkiverse.durable.deployment.items;
