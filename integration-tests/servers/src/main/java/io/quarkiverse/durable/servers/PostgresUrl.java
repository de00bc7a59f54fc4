package io.quarkiverse.durable.servers;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JDBC URL of one PostgreSQL server, taken apart. {@code parameters} is empty or begins with a question mark. */
record PostgresUrl(String host, int port, String database, String parameters) {

    private static final Pattern SHAPE = Pattern
            .compile("jdbc:postgresql://(?<host>\\[[^]]+]|[^:/,?]+)(:(?<port>\\d+))?/(?<database>[^?]*)(?<parameters>\\?.*)?");

    static PostgresUrl parse(String url) {
        Matcher matcher = SHAPE.matcher(url);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Not a JDBC URL of one PostgreSQL server: " + url
                    + "; expected jdbc:postgresql://host:port/database");
        }
        String port = matcher.group("port");
        String parameters = matcher.group("parameters");
        return new PostgresUrl(matcher.group("host"), port == null ? 5432 : Integer.parseInt(port), matcher.group("database"),
                parameters == null ? "" : parameters);
    }

    PostgresUrl withDatabase(String other) {
        return new PostgresUrl(host, port, other, parameters);
    }

    PostgresUrl at(String otherHost, int otherPort) {
        return new PostgresUrl(otherHost, otherPort, database, parameters);
    }

    @Override
    public String toString() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database + parameters;
    }
}
