package io.quarkiverse.durable.runtime.capture;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;

/**
 * What a column makes of a value that is finer than the column: H2 and PostgreSQL round, a half up.
 *
 * @param digits after the decimal point, of a number or of the seconds of a time
 */
record Fitting(int digits) {

    private static final int NANOS = 9;

    /** As the column will have it. */
    Object fit(Object value) {
        if (value instanceof BigDecimal number) {
            return number.scale() == digits ? number : number.setScale(digits, RoundingMode.HALF_UP);
        }
        if (digits >= NANOS) {
            return value;
        }
        if (value instanceof Timestamp timestamp) {
            return Timestamp.from((Instant) rounded(timestamp.toInstant()));
        }
        return value instanceof Instant || value instanceof LocalDateTime || value instanceof OffsetDateTime
                || value instanceof ZonedDateTime || value instanceof LocalTime || value instanceof OffsetTime
                        ? rounded((Temporal) value)
                        : value;
    }

    private Temporal rounded(Temporal time) {
        int unit = (int) Math.pow(10, NANOS - digits);
        int nanos = time.get(ChronoField.NANO_OF_SECOND);
        int below = nanos % unit;
        if (below == 0) {
            return time;
        }
        return time.plus(Duration.ofNanos(below >= unit - below ? unit - below : -below));
    }
}
