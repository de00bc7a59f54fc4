package io.quarkiverse.durable.runtime.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;

import org.junit.jupiter.api.Test;

class FittingTest {

    @Test
    void aNumberHasTheDigitsOfItsColumn() {
        assertThat(new Fitting(2).fit(new BigDecimal("1.5"))).isEqualTo(new BigDecimal("1.50"));
        assertThat(new Fitting(2).fit(new BigDecimal("1.005"))).isEqualTo(new BigDecimal("1.01"));
        assertThat(new Fitting(2).fit(new BigDecimal("-1.005"))).isEqualTo(new BigDecimal("-1.01"));
        assertThat(new Fitting(0).fit(new BigDecimal("1E+2"))).isEqualTo(new BigDecimal("100"));
    }

    @Test
    void aTimeIsRounded() {
        assertThat(new Fitting(6).fit(Instant.parse("2026-11-22T10:00:00.123456499Z")))
                .isEqualTo(Instant.parse("2026-11-22T10:00:00.123456Z"));
        assertThat(new Fitting(6).fit(Instant.parse("2026-11-22T10:00:00.123456500Z")))
                .isEqualTo(Instant.parse("2026-11-22T10:00:00.123457Z"));
        assertThat(new Fitting(0).fit(LocalDateTime.parse("2026-12-31T23:59:59.5")))
                .isEqualTo(LocalDateTime.parse("2027-01-01T00:00:00"));
        assertThat(new Fitting(3).fit(OffsetDateTime.parse("2026-11-22T10:00:00.0004+02:00")))
                .isEqualTo(OffsetDateTime.parse("2026-11-22T10:00:00+02:00"));
        assertThat(new Fitting(3).fit(ZonedDateTime.parse("2026-11-22T10:00:00.0005Z")))
                .isEqualTo(ZonedDateTime.parse("2026-11-22T10:00:00.001Z"));
        assertThat(new Fitting(0).fit(LocalTime.parse("10:00:00.4"))).isEqualTo(LocalTime.parse("10:00:00"));
        Timestamp timestamp = Timestamp.valueOf("2026-11-22 10:00:00.123456789");
        assertThat(new Fitting(3).fit(timestamp)).isEqualTo(Timestamp.valueOf("2026-11-22 10:00:00.123"));
    }

    @Test
    void whatIsNotFinerStaysAsItIs() {
        assertThat(new Fitting(9).fit(Instant.ofEpochSecond(1, 1))).isEqualTo(Instant.ofEpochSecond(1, 1));
        assertThat(new Fitting(6).fit(LocalDate.EPOCH)).isEqualTo(LocalDate.EPOCH);
        assertThat(new Fitting(2).fit("text")).isEqualTo("text");
    }
}
