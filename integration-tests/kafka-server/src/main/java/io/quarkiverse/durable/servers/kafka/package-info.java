/**
 * The process in which the tests' Kafka broker runs. Its jars are listed in {@code META-INF/durable-kafka-server.classpath},
 * written by the build; they are on no test's class path.
 */
@NullMarked
package io.quarkiverse.durable.servers.kafka;

import org.jspecify.annotations.NullMarked;
