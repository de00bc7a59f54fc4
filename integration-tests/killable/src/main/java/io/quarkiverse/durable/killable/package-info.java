/**
 * What is built into an application that tests kill: armed steps, the wait until all is published, consumers that lose
 * nothing, commands over HTTP.
 */
@NullMarked
package io.quarkiverse.durable.killable;

import org.jspecify.annotations.NullMarked;
