/**
 * Kills, and what must hold afterwards.
 *
 * <p>
 * Tests tagged {@code process} start the packaged application and run in the phase {@code integration-test}.
 */
@NullMarked
package io.quarkiverse.durable.crash;

import org.jspecify.annotations.NullMarked;
