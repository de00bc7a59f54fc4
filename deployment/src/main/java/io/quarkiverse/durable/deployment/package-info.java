/** The build of the extension; its parts talk by the items of {@code items} only. */
package io.quarkiverse.durable.deployment;
