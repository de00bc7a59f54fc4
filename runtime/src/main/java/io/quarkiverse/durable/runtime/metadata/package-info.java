/** Who makes a transaction, and in which context: what the application's libraries know. */
@NullMarked
package io.quarkiverse.durable.runtime.metadata;

import org.jspecify.annotations.NullMarked;
