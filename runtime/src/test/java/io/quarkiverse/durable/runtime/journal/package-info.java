@NullMarked
package io.quarkiverse.durable.runtime.journal;

import org.jspecify.annotations.NullMarked;
