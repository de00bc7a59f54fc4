package io.quarkiverse.durable.runtime.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class BackOffTest {

    private final BackOff backOff = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(30));

    @Test
    void theWaitDoublesUpToTheBound() {
        assertThat(Duration.ofNanos(backOff.nanosAfter(1, 1))).isEqualTo(Duration.ofMillis(100));
        assertThat(Duration.ofNanos(backOff.nanosAfter(2, 1))).isEqualTo(Duration.ofMillis(200));
        assertThat(Duration.ofNanos(backOff.nanosAfter(9, 1))).isEqualTo(Duration.ofMillis(25_600));
        assertThat(Duration.ofNanos(backOff.nanosAfter(10, 1))).isEqualTo(Duration.ofSeconds(30));
        assertThat(Duration.ofNanos(backOff.nanosAfter(Integer.MAX_VALUE, 1))).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void atLeastHalfOfTheWaitIsKept() {
        assertThat(Duration.ofNanos(backOff.nanosAfter(1, 0))).isEqualTo(Duration.ofMillis(50));
        assertThat(Duration.ofNanos(backOff.nanosAfter(50, 0))).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void aBoundBelowTheFirstWaitIsRefused() {
        assertThatThrownBy(() -> new BackOff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
