@NullMarked
package io.quarkiverse.durable.runtime.spool;

import org.jspecify.annotations.NullMarked;
