/**
 * Transactions over several databases are stopped in every window that JTA has, and what must hold afterwards: each database's
 * state is what was published for it.
 *
 * <p>
 * Tests tagged {@code process} start the packaged application and run in the phase {@code integration-test}.
 */
@NullMarked
package io.quarkiverse.durable.xa;

import org.jspecify.annotations.NullMarked;
