package io.quarkiverse.durable.benchmark;

import java.util.Locale;

/**
 * What a round measured; written as one line by the application and read by the process that started it.
 *
 * @param perSecond transactions
 * @param p50 of the commit call, microseconds
 * @param walBytes of the database, per transaction, with everything that publishing needs
 * @param roundTrips between application and database, per transaction, likewise
 * @param deliveryP50 from the return of commit to the consumer, microseconds
 * @param undelivered events that did not arrive
 */
record RoundResult(Round round, double perSecond, double p50, double p99, double walBytes, double roundTrips,
        double deliveryP50,
        double deliveryP99, int undelivered) {

    static final String PREFIX = "round ";

    String toLine() {
        return String.format(Locale.ROOT,
                PREFIX + "number=%d threads=%d variant=%s perSecond=%.2f p50=%.1f p99=%.1f walBytes=%.1f"
                        + " roundTrips=%.3f deliveryP50=%.1f deliveryP99=%.1f undelivered=%d",
                round.number(), round.threads(),
                round.variant(), perSecond, p50, p99, walBytes, roundTrips, deliveryP50, deliveryP99, undelivered);
    }

    static RoundResult parse(String line) {
        Fields fields = Fields.of(line, PREFIX);
        Round round = new Round(fields.whole("number"), fields.whole("threads"), Variant.named(fields.text("variant")));
        return new RoundResult(round, fields.number("perSecond"), fields.number("p50"), fields.number("p99"),
                fields.number("walBytes"), fields.number("roundTrips"), fields.number("deliveryP50"),
                fields.number("deliveryP99"), fields.whole("undelivered"));
    }
}
