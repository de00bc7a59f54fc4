/**
 * The application that is killed: a small bank whose every transaction writes, beside its durable rows, a marker that the
 * extension does not see, so that the database itself says what was committed.
 */
@NullMarked
package io.quarkiverse.durable.crash.app;

import org.jspecify.annotations.NullMarked;
