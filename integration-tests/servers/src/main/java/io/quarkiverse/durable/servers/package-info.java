/**
 * Real servers for the tests of the other modules, with and without Docker.
 * <p>
 * Each kind of server is chosen in this order: the one named by {@code durable.test.postgres.url} or
 * {@code durable.test.kafka.bootstrap} (system property, or environment variable in upper case with underscores); a container
 * where a Docker engine really answers; the server's own binaries from Maven Central. {@code durable.test.servers=docker} or
 * {@code embedded} forces one of the last two. The log says which one runs.
 * <ul>
 * <li>{@link io.quarkiverse.durable.servers.PostgresServer}, {@link io.quarkiverse.durable.servers.KafkaBroker}:
 * {@code shared()}
 * gives the one server of this JVM, for everyone; {@code start()} a server of one's own that may be killed, frozen and
 * restarted
 * on its data and port.
 * <li>{@link io.quarkiverse.durable.servers.PostgresResource}, {@link io.quarkiverse.durable.servers.KafkaResource}: the shared
 * ones
 * for {@code @QuarkusTest}. Dev Services look for Docker at build time, before any test resource runs: set
 * {@code quarkus.devservices.enabled=false} in the test's {@code application.properties}.
 * <li>{@link io.quarkiverse.durable.servers.FaultyProxy}: delays, silences and cuts between a client and PostgreSQL, to the
 * message.
 * <li>{@link io.quarkiverse.durable.servers.AppProcess}: the application, or any Java program, as a process that can be killed;
 * {@link io.quarkiverse.durable.servers.App}: the commands of one that has the module {@code killable} in it.
 * </ul>
 * What was started here dies with the JVM that started it, however that ends: on POSIX systems a small shell process per server
 * waits
 * for the end of its standard input, then kills the server and deletes its data. Data, logs and outputs are below
 * {@code target/servers}.
 */
@NullMarked
package io.quarkiverse.durable.servers;

import org.jspecify.annotations.NullMarked;
