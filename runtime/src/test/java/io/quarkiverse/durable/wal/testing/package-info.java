/** What the log's tests run on. */
@NullMarked
package io.quarkiverse.durable.wal.testing;

import org.jspecify.annotations.NullMarked;
