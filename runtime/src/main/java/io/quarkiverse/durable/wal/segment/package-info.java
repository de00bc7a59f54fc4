/** One segment file: writing batches, reading them back, finding the end after a crash. */
@NullMarked
package io.quarkiverse.durable.wal.segment;

import org.jspecify.annotations.NullMarked;
