/** The seam between segments and the encryption of their payloads. */
@NullMarked
package io.quarkiverse.durable.wal.crypto;

import org.jspecify.annotations.NullMarked;
