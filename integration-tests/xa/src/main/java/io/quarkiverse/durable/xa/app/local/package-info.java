/** What is in the datasource that is not XA. */
@NullMarked
package io.quarkiverse.durable.xa.app.local;

import org.jspecify.annotations.NullMarked;
