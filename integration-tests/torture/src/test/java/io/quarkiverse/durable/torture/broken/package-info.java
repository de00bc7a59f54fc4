/**
 * The protocol broken on purpose, one rule at a time, in the class files as the application loads them: the oracle has to
 * notice. Production code has no switch for this.
 */
@NullMarked
package io.quarkiverse.durable.torture.broken;

import org.jspecify.annotations.NullMarked;
