/** The disk as the log sees it: one flat directory of files. The only place that touches files. */
@NullMarked
package io.quarkiverse.durable.wal.storage;

import org.jspecify.annotations.NullMarked;
