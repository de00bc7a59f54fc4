package io.quarkiverse.durable.servers;

/** A server that is not the caller's to stop: named by configuration, or shared by the whole JVM. */
record ForeignPostgres(String url, String user, String password) implements PostgresServer {

    @Override
    public String host() {
        return PostgresUrl.parse(url).host();
    }

    @Override
    public int port() {
        return PostgresUrl.parse(url).port();
    }

    @Override
    public String description() {
        return "PostgreSQL " + PostgresProbe.show(this, "server_version") + ", not ours to stop";
    }

    @Override
    public void stop() {
        throw refused();
    }

    @Override
    public void kill9() {
        throw refused();
    }

    @Override
    public void restart() {
        throw refused();
    }

    @Override
    public void freeze() {
        throw refused();
    }

    @Override
    public void thaw() {
        throw refused();
    }

    /** Leaves the server alone. */
    @Override
    public void close() {
    }

    private UnsupportedOperationException refused() {
        return new UnsupportedOperationException(
                "PostgreSQL at " + url + " is shared and cannot be stopped; take one of your own with PostgresServer.start()");
    }
}
