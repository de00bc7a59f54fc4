package io.quarkiverse.durable.runtime.devui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.durable.DurableLog.Consequence;
import io.quarkiverse.durable.DurableLog.Counts;
import io.quarkiverse.durable.DurableLog.InDoubt;
import io.quarkiverse.durable.DurableLog.Phase;
import io.quarkiverse.durable.DurableLog.Sink;
import io.quarkiverse.durable.DurableLog.Status;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalStatus;

class StatusViewTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Sink ORDERS = new Sink("Order", 7, 0, 0, 3, 0, null);
    private static final Sink REFUSED = new Sink("Invoice", 2, 5, 1, 1, 4, "no broker");

    @Test
    void allIsWellWithoutANotice() {
        StatusView view = StatusView.of(status(Phase.SERVING, log(1, true, null), List.of(), List.of(ORDERS)));
        assertThat(view.notices()).isEmpty();
        assertThat(view.sinks()).containsExactly(ORDERS);
        assertThat(view.log().lastLsn()).isEqualTo(7);
    }

    @Test
    void aLogThatIsNotOpenIsNull() {
        assertThat(StatusView.of(status(Phase.STARTING, null, List.of(), List.of())).log()).isNull();
    }

    @Test
    void theLowestHoldComesFirstAndSaysWhoseItIs() {
        StatusView view = StatusView.of(status(Phase.SERVING, log(1, true, null), List.of(), List.of(ORDERS)));
        assertThat(view.log().holds()).containsExactly(
                new StatusView.Hold("reader-1", null, 3), new StatusView.Hold("sink.Order", "Order", 8));
    }

    @Test
    void ofManySegmentsTheNewestAreShownAndAllAreCounted() {
        StatusView.Log log = StatusView.of(status(Phase.SERVING, log(250, true, null), List.of(), List.of())).log();
        assertThat(log.segments()).hasSize(StatusView.SEGMENTS_MAX);
        assertThat(log.segments().get(StatusView.SEGMENTS_MAX - 1).firstLsn()).isEqualTo(250);
        assertThat(log.segmentsTotal()).isEqualTo(250);
    }

    @Test
    void ofManyTransactionsInDoubtTheOldestAreShownAndAllAreCounted() {
        List<InDoubt> many = new ArrayList<>();
        for (int i = 200; i >= 1; i--) {
            many.add(new InDoubt(i, "<default>", i, NOON.plusSeconds(i), "connection lost", 1, null, Consequence.NONE));
        }
        StatusView view = StatusView.of(status(Phase.SERVING, log(1, true, null), many, List.of()));
        assertThat(view.inDoubt()).hasSize(StatusView.IN_DOUBT_MAX);
        assertThat(view.inDoubt().get(0).transactionId()).isEqualTo(1);
        assertThat(view.inDoubtTotal()).isEqualTo(200);
    }

    @Test
    void aFailureAsksForARestartAndComesFirst() {
        List<Notice> notices = Notice.of(status(Phase.FAILED, log(1, false, "EIO"), List.of(), List.of(REFUSED)));
        assertThat(notices).extracting(Notice::level).containsExactly(Notice.Level.ERROR, Notice.Level.WARNING,
                Notice.Level.INFO);
        assertThat(notices).extracting(Notice::restart).containsExactly(true, false, false);
        assertThat(notices.get(1).text()).contains("Invoice").contains("no broker");
    }

    @Test
    void aPoisonedLogAsksForARestartBeforeThePhaseSaysSo() {
        assertThat(Notice.of(status(Phase.SERVING, log(1, true, "EIO"), List.of(), List.of()))).singleElement()
                .satisfies(notice -> {
                    assertThat(notice.restart()).isTrue();
                    assertThat(notice.text()).contains("EIO");
                });
    }

    @Test
    void theCardSaysTheWorst() {
        InDoubt doubt = new InDoubt(5, "<default>", 1, NOON, "connection lost", 1, null, Consequence.NONE);
        assertThat(CardLabel.of(status(Phase.SERVING, log(1, true, null), List.of(), List.of(ORDERS, REFUSED))))
                .isEqualTo("lag 5");
        assertThat(CardLabel.of(status(Phase.SERVING, log(1, true, null), List.of(doubt), List.of(REFUSED))))
                .isEqualTo("1 in doubt");
        assertThat(CardLabel.of(status(Phase.FAILED, log(1, true, null), List.of(doubt), List.of(REFUSED))))
                .isEqualTo("failed");
        assertThat(CardLabel.of(status(Phase.SERVING, log(1, true, null), List.of(), List.of()))).isEqualTo("no sink");
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void everyPhaseHasALabel(Phase phase) {
        assertThat(CardLabel.of(status(phase, null, List.of(), List.of()))).isNotBlank();
    }

    private static Status status(Phase phase, WalStatus log, List<InDoubt> inDoubt, List<Sink> sinks) {
        return new Status(phase, "A detail", log, inDoubt, sinks, new Counts(3, 0, 0, 0));
    }

    private static WalStatus log(int segments, boolean directIo, String failure) {
        List<WalStatus.Segment> all = new ArrayList<>();
        for (int i = 1; i <= segments; i++) {
            all.add(new WalStatus.Segment(i + ".wal", Lsn.of(i), Lsn.of(i), 65_536, 8_192, i == segments, 0));
        }
        return new WalStatus(new UUID(1, 2), 1, Lsn.of(1), Lsn.of(7), Lsn.of(7), 65_536L * segments, directIo, all,
                Map.of("sink.Order", Lsn.of(8), "reader-1", Lsn.of(3)), failure);
    }
}
