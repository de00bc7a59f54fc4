/** Log messages with ids, and health. */
@NullMarked
package io.quarkiverse.durable.runtime.observe;

import org.jspecify.annotations.NullMarked;
