/** The configuration as interfaces, and nothing else. */
@NullMarked
package io.quarkiverse.durable.runtime.config;

import org.jspecify.annotations.NullMarked;
