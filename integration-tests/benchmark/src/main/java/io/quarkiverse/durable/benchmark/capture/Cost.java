package io.quarkiverse.durable.benchmark.capture;

import java.util.Locale;

import io.quarkiverse.durable.benchmark.Fields;

/**
 * What an entity cost, on average over one measurement; written as one line by the application and read by the process that
 * started it.
 *
 * @param batch entities in a transaction
 * @param micros from before the transaction begins until its commit has returned, divided by its entities
 * @param cpuMicros processor time of the thread that does it
 * @param bytes allocated by that thread
 * @param elsewhere bytes allocated by all other threads of the process until all is published
 * @param roundTrips to the database: without batching of JDBC one for each statement, and one for each commit
 */
public record Cost(int round, Way way, int batch, Operation operation, double micros, double cpuMicros, double bytes,
        double elsewhere, double roundTrips) {

    public static final String PREFIX = "cost ";

    public String toLine() {
        return String.format(Locale.ROOT,
                PREFIX + "round=%d way=%s batch=%d operation=%s micros=%.3f cpuMicros=%.3f bytes=%.1f elsewhere=%.1f"
                        + " roundTrips=%.3f",
                round, way, batch, operation, micros, cpuMicros, bytes, elsewhere, roundTrips);
    }

    public static Cost parse(String line) {
        Fields fields = Fields.of(line, PREFIX);
        return new Cost(fields.whole("round"), Way.named(fields.text("way")), fields.whole("batch"),
                Operation.named(fields.text("operation")), fields.number("micros"), fields.number("cpuMicros"),
                fields.number("bytes"), fields.number("elsewhere"), fields.number("roundTrips"));
    }
}
