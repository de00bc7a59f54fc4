/** What can be done to a durable entity, and whether the messages say it. */
package io.quarkiverse.durable.it.capture;
