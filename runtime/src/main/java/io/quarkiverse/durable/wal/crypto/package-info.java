/**
 * Encryption of payloads: a key for each segment, made from the ring of keys. The normative description is
 * docs/modules/ROOT/pages/log-format.adoc.
 */
@NullMarked
package io.quarkiverse.durable.wal.crypto;

import org.jspecify.annotations.NullMarked;
