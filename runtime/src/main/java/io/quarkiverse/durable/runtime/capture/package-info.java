/** Hibernate's events become changes in a buffer of the transaction. The only importer of Hibernate. */
@NullMarked
package io.quarkiverse.durable.runtime.capture;

import org.jspecify.annotations.NullMarked;
