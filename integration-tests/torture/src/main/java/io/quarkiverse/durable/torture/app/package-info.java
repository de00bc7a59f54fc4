/**
 * The application that is tortured: a bank whose every transaction writes, beside its durable rows, a marker that the extension
 * does not see, so that the database itself says what was committed.
 */
@NullMarked
package io.quarkiverse.durable.torture.app;

import org.jspecify.annotations.NullMarked;
