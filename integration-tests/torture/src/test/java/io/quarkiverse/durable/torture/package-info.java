/**
 * The torture: faults by a seeded plan, clients, a recorder, and the oracle's judgement at the end of each round.
 *
 * <p>
 * Tests tagged {@code process} start the packaged application and run in the phase {@code integration-test}.
 */
@NullMarked
package io.quarkiverse.durable.torture;

import org.jspecify.annotations.NullMarked;
