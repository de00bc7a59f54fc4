package io.quarkiverse.durable.benchmark.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void smallValuesAreExact() {
        Histogram histogram = new Histogram();
        LongStream.rangeClosed(1, 100).forEach(histogram::record);

        assertThat(histogram.count()).isEqualTo(100);
        assertThat(histogram.percentile(0)).isEqualTo(1);
        assertThat(histogram.percentile(0.5)).isEqualTo(50);
        assertThat(histogram.percentile(0.99)).isEqualTo(99);
        assertThat(histogram.percentile(1)).isEqualTo(100);
    }

    @Test
    void anyValueIsWithinASixtyFourthAndNeverRoundedDown() {
        Random random = new Random(7);
        for (int bits = 1; bits < 62; bits++) {
            for (int i = 0; i < 200; i++) {
                check(random.nextLong() >>> (Long.SIZE - bits));
            }
            check((1L << bits) - 1);
            check(1L << bits - 1);
        }
    }

    private static void check(long value) {
        Histogram histogram = new Histogram();
        histogram.record(value);
        assertThat(histogram.percentile(0.5)).isBetween(value, value + value / 64);
    }

    @Test
    void onePercentIsSeenAmongAllThreads() {
        Histogram all = new Histogram();
        for (int thread = 0; thread < 10; thread++) {
            Histogram one = new Histogram();
            for (int i = 0; i < 98; i++) {
                one.record(40);
            }
            one.record(5_000_000);
            one.record(5_000_000);
            all.addAll(one);
        }

        assertThat(all.count()).isEqualTo(1000);
        assertThat(all.percentile(0.98)).isEqualTo(40);
        assertThat(all.percentile(0.99)).isBetween(5_000_000L, 5_080_000L);
    }

    @Test
    void nothingMeasuredIsZeroAndTimeThatWentBackIsToo() {
        Histogram histogram = new Histogram();
        assertThat(histogram.percentile(0.99)).isZero();

        histogram.record(-5);
        assertThat(histogram.percentile(0.99)).isZero();
    }
}
