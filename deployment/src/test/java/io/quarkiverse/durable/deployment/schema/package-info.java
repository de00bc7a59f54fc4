@NullMarked
package io.quarkiverse.durable.deployment.schema;

import org.jspecify.annotations.NullMarked;
