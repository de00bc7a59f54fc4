/** Start and stop, and the only place where everything meets. */
@NullMarked
package io.quarkiverse.durable.runtime.lifecycle;

import org.jspecify.annotations.NullMarked;
