/**
 * The application that is killed: accounts in two databases with XA and in one without, and an XA resource of its own at
 * which a test can stop the transaction manager.
 */
@NullMarked
package io.quarkiverse.durable.xa.app;

import org.jspecify.annotations.NullMarked;
