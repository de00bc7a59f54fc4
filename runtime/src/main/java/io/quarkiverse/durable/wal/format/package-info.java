/**
 * Bytes of the log's files: no files, threads or clocks. The normative description is docs/modules/ROOT/pages/log-format.adoc.
 */
@NullMarked
package io.quarkiverse.durable.wal.format;

import org.jspecify.annotations.NullMarked;
