package io.quarkiverse.durable.wal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** From the definition: a segment goes if somebody claims, nobody needs a record of it, and all before it go. */
    @Test
    void everyCombinationOfClaimsAndReadersReleasesWhatNobodyNeeds() {
        long[] places = { 0, 1, 10, 11, 20, 21, 30, 31, 40, 41, 99 };
        for (int claimed = 0; claimed < 1 << places.length; claimed++) {
            for (int read = -1; read < places.length; read++) {
                List<Lsn> claims = chosen(places, claimed);
                List<Lsn> readers = read < 0 ? List.of() : List.of(Lsn.of(places[read]), Lsn.of(99));
                int expected = 0;
                for (Segment segment : SEGMENTS.subList(0, SEGMENTS.size() - 1)) {
                    boolean needed = Stream.concat(claims.stream(), readers.stream()).anyMatch(p -> !p.isAfter(segment.last()));
                    if (claims.isEmpty() || needed) {
                        break;
                    }
                    expected++;
                }
                Optional<Lsn> keepFrom = Retention.keepFrom(claims, readers);
                int released = keepFrom.isEmpty() ? 0 : Retention.releasable(SEGMENTS, keepFrom.get());
                assertThat(released).as("claims %s, readers %s", claims, readers).isEqualTo(expected);
            }
        }
    }

    private static List<Lsn> chosen(long[] places, int bits) {
        List<Lsn> chosen = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            if ((bits & 1 << i) != 0) {
                chosen.add(Lsn.of(places[i]));
            }
        }
        return chosen;
    }
}
