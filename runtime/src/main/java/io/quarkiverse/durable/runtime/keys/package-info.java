/** Keys for the encryption of the log, from the configuration. */
@NullMarked
package io.quarkiverse.durable.runtime.keys;

import org.jspecify.annotations.NullMarked;
