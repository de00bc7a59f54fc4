package io.quarkiverse.durable.runtime.publication;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class FailureReportTest {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    @Test
    void aFailureEverySecondForADayIsReportedAtEverLongerIntervals() {
        FailureReport report = new FailureReport();
        int lines = 0;
        for (long second = 0; second < Duration.ofDays(1).toSeconds(); second++) {
            lines += report.failed(Duration.ofSeconds(second).toNanos()) ? 1 : 0;
        }
        assertThat(lines).isBetween(24 * 6, 24 * 6 + 8);
    }

    @Test
    void theFirstFailureAfterItHealedIsReportedAgain() {
        FailureReport report = new FailureReport();
        assertThat(report.healed()).isFalse();
        assertThat(report.failed(MINUTE)).isTrue();
        assertThat(report.failed(MINUTE + 1)).isFalse();
        assertThat(report.healed()).isTrue();
        assertThat(report.failed(MINUTE + 2)).isTrue();
    }
}
