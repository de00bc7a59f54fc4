/**
 * Vocabulary of the write-ahead log: what its users need to know and nothing of how it works.
 *
 * <p>
 * A leaf: it imports the JDK only. The engine is wired in {@code io.quarkiverse.durable.wal.engine}.
 */
@NullMarked
package io.quarkiverse.durable.wal;

import org.jspecify.annotations.NullMarked;
