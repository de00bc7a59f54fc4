/** The commit protocol as a JTA synchronisation. The only importer of {@code jakarta.transaction} beside the wiring. */
@NullMarked
package io.quarkiverse.durable.runtime.transaction;

import org.jspecify.annotations.NullMarked;
