package io.quarkiverse.durable.wal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.wal.Lsn;

class AckWindowTest {

    @Test
    void positionIsContiguousForEveryOrderOfFiveAcknowledgements() {
        permute(new ArrayList<>(), new ArrayList<>(List.of(11L, 12L, 14L, 15L, 18L)));
    }

    private void permute(List<Long> order, List<Long> rest) {
        if (rest.isEmpty()) {
            check(order);
        }
        for (Long next : List.copyOf(rest)) {
            rest.remove(next);
            order.add(next);
            permute(order, rest);
            order.remove(next);
            rest.add(next);
        }
    }

    private static void check(List<Long> order) {
        AckWindow window = new AckWindow(Lsn.of(10), 5);
        for (long lsn : new long[] { 11, 12, 14, 15, 18 }) {
            window.open(Lsn.of(lsn));
        }
        window.openedAndDone(Lsn.of(20));
        List<Long> open = new ArrayList<>(List.of(11L, 12L, 14L, 15L, 18L));
        for (long lsn : order) {
            window.done(Lsn.of(lsn));
            window.done(Lsn.of(lsn));
            open.remove(lsn);
            long lowest = open.stream().mapToLong(l -> l).min().orElse(21);
            assertThat(window.position().value()).as("after %s of %s", lsn, order).isLessThan(lowest)
                    .isGreaterThanOrEqualTo(open.contains(11L) ? 10 : lowest - 1);
            assertThat(window.pending()).isEqualTo(open.size());
        }
        assertThat(window.position()).isEqualTo(Lsn.of(20));
    }

    @Test
    void refusesMoreThanItsBoundAndLowerNumbers() {
        AckWindow window = new AckWindow(Lsn.NONE, 1);
        window.open(Lsn.of(3));
        assertThat(window.isFull()).isTrue();
        assertThatThrownBy(() -> window.open(Lsn.of(4))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> window.openedAndDone(Lsn.of(3))).isInstanceOf(IllegalArgumentException.class);
    }
}
