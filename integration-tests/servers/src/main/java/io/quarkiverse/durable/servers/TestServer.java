package io.quarkiverse.durable.servers;

/**
 * A real server on a loopback port. A server that this JVM did not start for the caller alone (the shared one, or one named by
 * configuration) answers {@link UnsupportedOperationException} to everything that would stop it.
 */
public interface TestServer extends AutoCloseable {

    /** What a client connects to: a JDBC URL, or Kafka's bootstrap servers. */
    String url();

    /** Kind of server and its version, for logs. */
    String description();

    /** An orderly shutdown. Data and port are kept for {@link #restart()}. */
    void stop();

    /** SIGKILL to all of the server's processes. When this returns, they are gone. */
    void kill9();

    /**
     * Starts again on the same data and the same port; stops before that if it runs. When this returns, clients can connect.
     */
    void restart();

    /** SIGSTOP: connections stay open and nothing answers. */
    void freeze();

    /** SIGCONT. */
    void thaw();

    /** Stops the server and deletes its data. */
    @Override
    void close();
}
