package io.quarkiverse.durable.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;

import io.quarkiverse.durable.servers.PostgresServer;

/** How long the smallest statement takes, there and back. */
final class RoundTripTime {

    private static final int WARM_UP = 500;
    private static final int TRIALS = 2000;

    private RoundTripTime() {
    }

    static Samples measure(PostgresServer.Database database) throws SQLException {
        Samples nanos = new Samples();
        try (Connection connection = database.connect(); PreparedStatement smallest = connection.prepareStatement("SELECT 1")) {
            for (int i = -WARM_UP; i < TRIALS; i++) {
                long start = System.nanoTime();
                smallest.executeQuery().close();
                if (i >= 0) {
                    nanos.add(System.nanoTime() - start);
                }
            }
        }
        return nanos;
    }

    static String text(Samples nanos) {
        return String.format(Locale.ROOT, "p50 %.0f µs, p99 %.0f µs", nanos.percentile(0.5) / 1e3,
                nanos.percentile(0.99) / 1e3);
    }
}
