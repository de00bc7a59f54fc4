package io.quarkiverse.durable.xa;

import io.quarkiverse.durable.servers.PostgresServer;

/** The one PostgreSQL of this module's tests, which may kill it. It ends with the JVM of the tests. */
final class Postgres {

    private static final class Started {
        private static final PostgresServer SERVER = PostgresServer.start();
    }

    private Postgres() {
    }

    static PostgresServer server() {
        return Started.SERVER;
    }
}
