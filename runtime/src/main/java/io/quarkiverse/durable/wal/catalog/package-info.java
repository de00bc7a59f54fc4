/** Which segments exist: rotation, recycling, holds, truncation. */
@NullMarked
package io.quarkiverse.durable.wal.catalog;

import org.jspecify.annotations.NullMarked;
