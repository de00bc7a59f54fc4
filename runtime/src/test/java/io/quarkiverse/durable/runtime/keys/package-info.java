@NullMarked
package io.quarkiverse.durable.runtime.keys;

import org.jspecify.annotations.NullMarked;
