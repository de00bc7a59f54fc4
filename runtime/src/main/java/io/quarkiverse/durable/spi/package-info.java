/** What applications may implement. */
@NullMarked
package io.quarkiverse.durable.spi;

import org.jspecify.annotations.NullMarked;
