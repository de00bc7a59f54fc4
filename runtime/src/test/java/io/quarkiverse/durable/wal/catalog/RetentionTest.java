package io.quarkiverse.durable.wal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.wal.Lsn;

class RetentionTest {

    private static final List<Segment> SEGMENTS = List.of(segment(1, 10), segment(11, 20), segment(31, 40),
            new Segment("d", Lsn.of(41), Segment.OPEN_END, Lsn.of(31), 0, 0));

    private static Segment segment(long first, long last) {
        return new Segment("s" + first, Lsn.of(first), Lsn.of(last), Lsn.NONE, 0, 0);
    }

    @Test
    void releasesExactlyWhatLiesWhollyBelowThePosition() {
        for (long from = 0; from <= 60; from++) {
            int expected = from > 40 ? 3 : from > 20 ? 2 : from > 10 ? 1 : 0;
            assertThat(Retention.releasable(SEGMENTS, Lsn.of(from))).as("keep from %s", from).isEqualTo(expected);
        }
    }

    @Test
    void keepsEverythingWhenNobodyClaims() {
        assertThat(Retention.keepFrom(List.of(), List.of(Lsn.of(30)))).isEmpty();
    }

    @Test
    void takesTheLowestOfClaimsAndReaders() {
        assertThat(Retention.keepFrom(List.of(Lsn.of(9), Lsn.of(7)), List.of())).contains(Lsn.of(7));
        assertThat(Retention.keepFrom(List.of(Lsn.of(9), Lsn.of(7)), List.of(Lsn.of(3)))).contains(Lsn.of(3));
    }
}
