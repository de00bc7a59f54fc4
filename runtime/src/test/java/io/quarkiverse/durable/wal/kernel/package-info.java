/** Faults of a real kernel: full and broken file systems, calls that fail, loss of power. */
@NullMarked
package io.quarkiverse.durable.wal.kernel;

import org.jspecify.annotations.NullMarked;
