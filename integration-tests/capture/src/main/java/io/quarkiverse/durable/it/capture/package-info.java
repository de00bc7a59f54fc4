/** An application with every kind of mapping, and what was published of it. */
package io.quarkiverse.durable.it.capture;
