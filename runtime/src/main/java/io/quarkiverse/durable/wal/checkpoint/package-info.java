/** Positions of consumers: cursors on the disk, acknowledgements that come out of order. */
@NullMarked
package io.quarkiverse.durable.wal.checkpoint;

import org.jspecify.annotations.NullMarked;
