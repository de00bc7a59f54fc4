/** What is in the other XA datasource. */
@NullMarked
package io.quarkiverse.durable.xa.app.second;

import org.jspecify.annotations.NullMarked;
