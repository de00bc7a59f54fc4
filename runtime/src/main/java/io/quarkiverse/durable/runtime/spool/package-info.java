/** What memory has no room for, in temporary files that only this process can read. */
@NullMarked
package io.quarkiverse.durable.runtime.spool;

import org.jspecify.annotations.NullMarked;
