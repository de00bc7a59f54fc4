/** Gives every transaction that an earlier process left its outcome, by evidence from the database. */
@NullMarked
package io.quarkiverse.durable.runtime.recovery;

import org.jspecify.annotations.NullMarked;
