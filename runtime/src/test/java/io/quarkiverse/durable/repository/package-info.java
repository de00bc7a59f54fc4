/** Checks of the repository itself: which package may use which, and that code and documents are tidy. */
@NullMarked
package io.quarkiverse.durable.repository;

import org.jspecify.annotations.NullMarked;
