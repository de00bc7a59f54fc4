/** A small application whose commits are watched and disturbed. */
package io.quarkiverse.durable.it.rules;
