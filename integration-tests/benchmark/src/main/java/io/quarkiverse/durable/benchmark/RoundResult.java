package io.quarkiverse.durable.benchmark;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

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
        Map<String, String> values = Arrays.stream(line.substring(PREFIX.length()).split(" "))
                .map(pair -> pair.split("=", 2)).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        Round round = new Round(Integer.parseInt(values.get("number")), Integer.parseInt(values.get("threads")),
                Variant.named(values.get("variant")));
        return new RoundResult(round, number(values, "perSecond"), number(values, "p50"), number(values, "p99"),
                number(values, "walBytes"), number(values, "roundTrips"), number(values, "deliveryP50"),
                number(values, "deliveryP99"), Integer.parseInt(values.get("undelivered")));
    }

    private static double number(Map<String, String> values, String name) {
        return Double.parseDouble(values.get(name));
    }
}
