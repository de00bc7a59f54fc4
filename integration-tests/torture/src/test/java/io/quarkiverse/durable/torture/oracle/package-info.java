/** What must hold between the database, the consumer and the clients. Pure: no processes, no sockets, no clocks. */
@NullMarked
package io.quarkiverse.durable.torture.oracle;

import org.jspecify.annotations.NullMarked;
