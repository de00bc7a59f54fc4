package io.quarkiverse.durable.benchmark;

import java.util.Locale;

/**
 * A look at a round that goes on; written as one line by the application and read by the process that started it.
 *
 * @param second since the round's beginning
 * @param perSecond transactions since the sample before
 * @param bytes of the tables that this variant publishes from, with their indexes
 * @param deadRows in them, as the database's statistics estimate
 */
record Sample(Round round, int second, double perSecond, long bytes, long deadRows) {

    static final String PREFIX = "sample ";

    String toLine() {
        return String.format(Locale.ROOT,
                PREFIX + "number=%d threads=%d variant=%s second=%d perSecond=%.1f bytes=%d deadRows=%d",
                round.number(), round.threads(), round.variant(), second, perSecond, bytes, deadRows);
    }

    static Sample parse(String line) {
        Fields fields = Fields.of(line, PREFIX);
        Round round = new Round(fields.whole("number"), fields.whole("threads"), Variant.named(fields.text("variant")));
        return new Sample(round, fields.whole("second"), fields.number("perSecond"),
                fields.big("bytes"), fields.big("deadRows"));
    }
}
