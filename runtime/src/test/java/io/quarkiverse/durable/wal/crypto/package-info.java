@NullMarked
package io.quarkiverse.durable.wal.crypto;

import org.jspecify.annotations.NullMarked;
