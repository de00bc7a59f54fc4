/** Group commit: the writer thread and the tickets that wait for it. */
@NullMarked
package io.quarkiverse.durable.wal.commit;

import org.jspecify.annotations.NullMarked;
