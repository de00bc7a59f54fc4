@NullMarked
package io.quarkiverse.durable.runtime.capture;

import org.jspecify.annotations.NullMarked;
