@NullMarked
package io.quarkiverse.durable.runtime.slot;

import org.jspecify.annotations.NullMarked;
