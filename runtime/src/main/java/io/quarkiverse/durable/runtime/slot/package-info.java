/** The slot table: its dialects, the mark, the locking read, and which slots are free. Serves the protocol and recovery. */
@NullMarked
package io.quarkiverse.durable.runtime.slot;

import org.jspecify.annotations.NullMarked;
