/** Our records inside the log, their codec, and what the rest of the runtime needs of the log. */
@NullMarked
package io.quarkiverse.durable.runtime.journal;

import org.jspecify.annotations.NullMarked;
