/** What is in the default datasource, which is XA. */
@NullMarked
package io.quarkiverse.durable.xa.app.first;

import org.jspecify.annotations.NullMarked;
