/** What the entities look like whose changes are in the log, now and before. */
@NullMarked
package io.quarkiverse.durable.runtime.schema;

import org.jspecify.annotations.NullMarked;
