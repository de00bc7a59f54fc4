package io.quarkiverse.durable.runtime.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Supplier;

import io.quarkiverse.durable.DurableLog;
import io.quarkus.runtime.metrics.MetricsFactory;

/** What the metrics of the application show of the log, whichever extension for metrics it has. */
public final class DurableMetrics {

    /** Transactions in doubt. */
    static final String IN_DOUBT = "durable.in.doubt";
    /** Seconds since the oldest of them came into doubt. */
    static final String IN_DOUBT_AGE = "durable.in.doubt.age";
    /** Transactions that were in doubt and are not, by outcome. */
    static final String IN_DOUBT_RESOLVED = "durable.in.doubt.resolved";

    private DurableMetrics() {
    }

    /** @param log asked each time a value is wanted */
    public static void register(MetricsFactory factory, Supplier<DurableLog> log) {
        factory.builder(IN_DOUBT).description("Transactions whose outcome is being asked of the database")
                .buildGauge(() -> log.get().status().inDoubt().size());
        factory.builder(IN_DOUBT_AGE).description("How long the oldest transaction in doubt has been so").unit("seconds")
                .buildGauge(() -> age(log.get().status()));
        factory.builder(IN_DOUBT_RESOLVED).description("Transactions in doubt whose outcome was found")
                .tag("outcome", "committed")
                .buildCounter(() -> log.get().status().counts().resolvedCommitted());
        factory.builder(IN_DOUBT_RESOLVED).description("Transactions in doubt whose outcome was found")
                .tag("outcome", "rolled-back").buildCounter(() -> log.get().status().counts().resolvedRolledBack());
    }

    private static double age(DurableLog.Status status) {
        return status.inDoubt().stream().map(DurableLog.InDoubt::since).min(Comparator.naturalOrder())
                .map(since -> Duration.between(since, Instant.now()).toMillis() / 1000.0).orElse(0.0);
    }
}
