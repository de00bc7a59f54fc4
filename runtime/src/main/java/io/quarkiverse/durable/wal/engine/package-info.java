/** The only wiring of the log. */
@NullMarked
package io.quarkiverse.durable.wal.engine;

import org.jspecify.annotations.NullMarked;
