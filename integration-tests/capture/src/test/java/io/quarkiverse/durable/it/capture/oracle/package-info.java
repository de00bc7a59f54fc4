/**
 * A consumer that fills empty tables from the published messages. It knows the mapping from Hibernate's metadata, and nothing
 * of the extension but the documented form of a message.
 */
package io.quarkiverse.durable.it.capture.oracle;
