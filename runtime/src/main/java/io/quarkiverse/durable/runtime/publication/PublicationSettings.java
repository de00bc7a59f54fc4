package io.quarkiverse.durable.runtime.publication;

import java.time.Duration;

import io.quarkiverse.durable.DurableException;

/**
 * How to publish; the same for all channels.
 *
 * @param maxInFlight messages of a channel that are sent and not yet acknowledged, at most
 * @param retryFirst wait before a refused message is sent again, at first
 * @param retryLongest the wait doubles up to this
 * @param passAfter how long others wait for a transaction whose outcome is not known
 * @param stopWithin how long stopping waits for acknowledgements of what was sent
 */
public record PublicationSettings(int maxInFlight, Duration retryFirst, Duration retryLongest, Duration passAfter,
        Duration stopWithin) {

    /** The emitters' buffers are larger than this, so that none ever overflows. */
    public static final int MAX_IN_FLIGHT_LIMIT = 16_384;

    public static final PublicationSettings DEFAULT = new PublicationSettings(256, Duration.ofMillis(100),
            Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(5));

    public PublicationSettings {
        if (maxInFlight < 1 || maxInFlight > MAX_IN_FLIGHT_LIMIT) {
            throw new DurableException("DURABLE-0401", "quarkus.durable.publication.max-in-flight is " + maxInFlight
                    + "; set it to a number from 1 to " + MAX_IN_FLIGHT_LIMIT + ".");
        }
        if (retryFirst.isNegative() || retryFirst.isZero() || retryLongest.compareTo(retryFirst) < 0) {
            throw new DurableException("DURABLE-0402",
                    "The waits between repetitions of a refused message go from " + retryFirst
                            + " to " + retryLongest + "; the first must be above zero and not above the longest.");
        }
        if (passAfter.isNegative()) {
            throw new DurableException("DURABLE-0404", "quarkus.durable.publication.pass-undecided-after is " + passAfter
                    + "; it cannot be negative.");
        }
        if (stopWithin.isNegative()) {
            throw new DurableException("DURABLE-0403", "The time to wait for acknowledgements when stopping is " + stopWithin
                    + "; it cannot be negative.");
        }
    }

    BackOff backOff() {
        return new BackOff(retryFirst, retryLongest);
    }
}
