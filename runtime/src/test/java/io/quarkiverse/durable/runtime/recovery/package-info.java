@NullMarked
package io.quarkiverse.durable.runtime.recovery;

import org.jspecify.annotations.NullMarked;
