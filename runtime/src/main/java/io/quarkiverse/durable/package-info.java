/** What applications import. */
@NullMarked
package io.quarkiverse.durable;

import org.jspecify.annotations.NullMarked;
