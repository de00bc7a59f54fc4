@NullMarked
package io.quarkiverse.durable.runtime.transaction;

import org.jspecify.annotations.NullMarked;
