/** An application that changes the same few rows for ever, and checks every event. */
@NullMarked
package io.quarkiverse.durable.soak;

import org.jspecify.annotations.NullMarked;
