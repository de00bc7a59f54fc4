/** Group commit: the queue, the turn to write, and the tickets that wait. */
@NullMarked
package io.quarkiverse.durable.wal.commit;

import org.jspecify.annotations.NullMarked;
