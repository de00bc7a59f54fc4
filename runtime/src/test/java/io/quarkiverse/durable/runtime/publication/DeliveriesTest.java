package io.quarkiverse.durable.runtime.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.runtime.journal.CommittedFeed;
import io.quarkiverse.durable.wal.Lsn;

class DeliveriesTest {

    private static final BackOff BACK_OFF = new BackOff(Duration.ofNanos(100), Duration.ofNanos(1000));

    private final Deliveries deliveries = new Deliveries(Lsn.NONE, 3, BACK_OFF, () -> 1.0);

    @Test
    void theFollowerOfAKeyWaitsForTheAcknowledgementOfTheOneBefore() {
        deliveries.admit(Events.transaction(1, "a"));
        deliveries.admit(Events.transaction(2, "a"));
        Delivery first = deliveries.next(0);
        assertThat(deliveries.next(0)).isNull();
        assertThat(deliveries.acknowledged(first)).isTrue();
        assertThat(lsn(deliveries.next(0))).isEqualTo(2);
    }

    @Test
    void differentKeysGoInParallelUpToTheLimit() {
        deliveries.admit(Events.transaction(1, "a", "b", "c", "d"));
        List<Delivery> sent = sendAll(0);
        assertThat(sent).extracting(d -> d.event().key()).containsExactly("a", "b", "c");
        assertThat(deliveries.acknowledged(sent.get(1))).isFalse();
        assertThat(sendAll(0)).extracting(d -> d.event().key()).containsExactly("d");
    }

    @Test
    void aRefusedMessageHoldsUpItsKeyOnlyAndIsSentAgainAfterTheBackOff() {
        deliveries.admit(Events.transaction(1, "a"));
        deliveries.admit(Events.transaction(2, "a"));
        deliveries.admit(Events.transaction(3, "b"));
        List<Delivery> sent = sendAll(0);
        deliveries.refused(sent.get(0), 0);
        deliveries.acknowledged(sent.get(1));
        assertThat(deliveries.troubled()).isEqualTo(1);
        assertThat(deliveries.next(99)).isNull();
        assertThat(deliveries.nextDueNanos()).isEqualTo(100);
        assertThat(deliveries.position()).isEqualTo(Lsn.NONE);
        Delivery again = deliveries.next(100);
        assertThat(again).isSameAs(sent.get(0));
        assertThat(deliveries.troubled()).isEqualTo(1);
        deliveries.acknowledged(again);
        assertThat(deliveries.troubled()).isZero();
        assertThat(deliveries.position()).isEqualTo(Lsn.of(1));
        assertThat(lsn(deliveries.next(100))).isEqualTo(2);
    }

    @Test
    void thePositionPassesATransactionWhenAllItsEventsAndAllBeforeAreAcknowledged() {
        deliveries.admit(Events.transaction(1, "a", "b"));
        deliveries.admit(Events.transaction(5, "c"));
        List<Delivery> sent = sendAll(0);
        deliveries.acknowledged(sent.get(2));
        deliveries.acknowledged(sent.get(0));
        assertThat(deliveries.position()).isEqualTo(Lsn.NONE);
        assertThat(deliveries.takeWindowFreed()).isZero();
        assertThat(deliveries.acknowledged(sent.get(1))).isTrue();
        assertThat(deliveries.position()).isEqualTo(Lsn.of(5));
        assertThat(deliveries.takeWindowFreed()).isEqualTo(3);
    }

    @Test
    void ofALargeTransactionPartsMakeRoomAndOnlyTheLastLetsThePositionMoveOn() {
        deliveries.admit(Events.transaction(1, "a"));
        deliveries.admit(Events.part(5, false, 0, 5, "a", "b"));
        deliveries.admit(Events.part(5, false, 2, 5, "c"));
        Delivery before = deliveries.next(0);
        assertThat(deliveries.acknowledged(before)).isTrue();
        assertThat(deliveries.takeWindowFreed()).isEqualTo(1);
        List<Delivery> sent = sendAll(0);
        assertThat(sent).extracting(d -> d.event().key()).containsExactlyInAnyOrder("a", "b", "c");
        sent.forEach(each -> assertThat(deliveries.acknowledged(each)).as("there are more").isFalse());
        assertThat(deliveries.takeWindowFreed()).as("room for more parts").isEqualTo(3);
        assertThat(deliveries.position()).as("others of it are not acknowledged").isEqualTo(Lsn.of(1));

        deliveries.admit(Events.part(5, true, 3, 5, "d", "a"));
        deliveries.admit(Events.transaction(9, "e"));
        List<Delivery> rest = sendAll(0);
        deliveries.acknowledged(rest.get(0));
        assertThat(deliveries.acknowledged(rest.get(2))).isTrue();
        assertThat(deliveries.position()).isEqualTo(Lsn.of(1));
        assertThat(deliveries.acknowledged(rest.get(1))).as("all of it").isTrue();
        assertThat(deliveries.position()).isEqualTo(Lsn.of(9));
        assertThat(deliveries.takeWindowFreed()).isEqualTo(3);
    }

    @Test
    void allEventsOfALargeTransactionAreAcknowledgedWhenTheLastOfAnyPartIs() {
        deliveries.admit(Events.part(5, false, 0, 3, "a", "b"));
        deliveries.admit(Events.part(5, true, 2, 3, "c"));
        List<Delivery> sent = sendAll(0);
        assertThat(deliveries.acknowledged(sent.get(2))).isFalse();
        assertThat(deliveries.acknowledged(sent.get(0))).isFalse();
        assertThat(deliveries.position()).isEqualTo(Lsn.NONE);
        assertThat(deliveries.acknowledged(sent.get(1))).isTrue();
        assertThat(deliveries.position()).isEqualTo(Lsn.of(5));
    }

    @Test
    void stepsWithoutEventsMoveThePositionWithWhatIsBeforeThem() {
        deliveries.admit(Events.transaction(3));
        assertThat(deliveries.position()).isEqualTo(Lsn.of(3));
        deliveries.admit(Events.transaction(4, "a"));
        deliveries.admit(Events.transaction(9));
        assertThat(deliveries.position()).isEqualTo(Lsn.of(3));
        deliveries.acknowledged(deliveries.next(0));
        assertThat(deliveries.position()).isEqualTo(Lsn.of(9));
        assertThat(deliveries.takeWindowFreed()).isEqualTo(3);
    }

    @Test
    void aStepThatDoesNotGoForwardIsRefused() {
        deliveries.admit(Events.transaction(3, "a"));
        assertThatThrownBy(() -> deliveries.admit(Events.transaction(3, "a"))).hasMessage("Step 3 after 3");
    }

    @Test
    void twoEventsOfOneKeyInOneTransactionGoOneAfterTheOther() {
        deliveries.admit(Events.transaction(1, "a", "a"));
        Delivery first = deliveries.next(0);
        assertThat(first.event().index()).isZero();
        assertThat(deliveries.next(0)).isNull();
        assertThat(deliveries.acknowledged(first)).isFalse();
        assertThat(deliveries.next(0).event().index()).isEqualTo(1);
    }

    @Test
    void aTransactionWithoutAnOutcomeHoldsUpItsKeysAndNoOthers() {
        deliveries.admit(Events.transaction(1, "a"));
        deliveries.admit(Events.passed(2, "a", "b", "b"));
        deliveries.admit(Events.transaction(3, "a", "b", "c"));
        List<Delivery> sent = sendAll(0);
        assertThat(sent).extracting(Delivery::event).extracting(ChangeEvent::id).containsExactly("log:1:0", "log:3:2");
        sent.forEach(deliveries::acknowledged);
        assertThat(deliveries.next(0)).isNull();
        assertThat(deliveries.position()).as("not past what has no outcome").isEqualTo(Lsn.of(1));

        deliveries.admit(Events.decided(2, "a", "b", "b"));
        List<String> order = new ArrayList<>();
        for (Delivery next = deliveries.next(0); next != null; next = deliveries.next(0)) {
            order.add(next.event().id());
            deliveries.acknowledged(next);
        }
        assertThat(order).containsExactly("log:2:0", "log:2:1", "log:3:0", "log:2:2", "log:3:1");
        assertThat(deliveries.position()).isEqualTo(Lsn.of(3));
        assertThat(deliveries.takeWindowFreed()).isEqualTo(7);
    }

    @Test
    void whenItDidNotCommitThoseBehindItGoOn() {
        deliveries.admit(Events.passed(2, "a", "b", "b"));
        deliveries.admit(Events.transaction(3, "a"));
        deliveries.admit(Events.passed(4, "a", "b"));
        deliveries.admit(Events.transaction(5, "b"));
        assertThat(deliveries.next(0)).isNull();
        deliveries.admit(Events.decided(4));
        assertThat(deliveries.next(0)).as("the first is still before them").isNull();
        deliveries.admit(Events.decided(2));
        assertThat(sendAll(0)).extracting(DeliveriesTest::lsn).containsExactly(3L, 5L);
        assertThat(deliveries.position()).isEqualTo(Lsn.of(2));
        assertThat(deliveries.takeWindowFreed()).isEqualTo(3);
    }

    @Test
    void ofSeveralDatabasesOnlyWhatCommittedIsSentEachUnderItsOwnKey() {
        deliveries.admit(Events.passed(2, "a", "b", "c", "b"));
        deliveries.admit(Events.transaction(3, "a"));
        deliveries.admit(Events.decided(2, "b", "b"));
        assertThat(sendAll(0)).extracting(sent -> sent.key + " " + sent.event().key() + " " + lsn(sent))
                .containsExactly("a a 3", "b b 2");
    }

    @Test
    void aDecisionOnWhatWasNotPassedIsRefused() {
        deliveries.admit(Events.transaction(3, "a"));
        assertThatThrownBy(() -> deliveries.admit(Events.decided(3, "a"))).hasMessage("Transaction 3 was not passed");
    }

    /** Answers in any order, refusals, a limit: after every step each rule holds, and in the end everything arrived. */
    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 })
    void inAnyInterleavingOrderAndPositionHold(long seed) {
        Random random = new Random(seed);
        int limit = 1 + random.nextInt(8);
        Deliveries all = new Deliveries(Lsn.NONE, limit, BACK_OFF, random::nextDouble);
        List<Delivery> inFlight = new ArrayList<>();
        Map<String, List<Long>> arrived = new HashMap<>();
        Map<String, List<Long>> expected = new HashMap<>();
        TreeSet<Long> unacknowledged = new TreeSet<>();
        long lsn = 0;
        long now = 0;
        List<CommittedFeed.Item> undecided = new ArrayList<>();
        while (lsn < 300 || !unacknowledged.isEmpty() || !undecided.isEmpty()) {
            now += random.nextInt(200);
            int choice = random.nextInt(4);
            if (choice == 0 && lsn < 300) {
                lsn += 1 + random.nextInt(3);
                String[] keys = keys(random);
                boolean passed = keys.length > 0 && random.nextInt(4) == 0;
                all.admit(passed ? Events.passed(lsn, keys) : Events.transaction(lsn, keys));
                if (passed && random.nextBoolean()) {
                    undecided.add(Events.decided(lsn));
                    keys = new String[0];
                } else if (passed) {
                    undecided.add(Events.decided(lsn, keys));
                }
                for (int index = 0; index < keys.length; index++) {
                    expected.computeIfAbsent(keys[index], k -> new ArrayList<>()).add(lsn * 10 + index);
                    unacknowledged.add(lsn * 10 + index);
                }
            } else if (choice == 1 && !inFlight.isEmpty()) {
                Delivery answered = inFlight.remove(random.nextInt(inFlight.size()));
                all.acknowledged(answered);
                long id = answered.event().transactionId() * 10 + answered.event().index();
                arrived.computeIfAbsent(answered.event().key(), k -> new ArrayList<>()).add(id);
                unacknowledged.remove(id);
            } else if (choice == 2 && !inFlight.isEmpty() && random.nextBoolean()) {
                all.refused(inFlight.remove(random.nextInt(inFlight.size())), now);
            } else if (choice == 3 && !undecided.isEmpty() && random.nextInt(3) == 0) {
                all.admit(undecided.remove(random.nextInt(undecided.size())));
            } else {
                Delivery next = all.next(now);
                if (next != null) {
                    inFlight.add(next);
                }
            }
            assertThat(inFlight).as("seed %d", seed).hasSizeLessThanOrEqualTo(limit).extracting(d -> d.event().key())
                    .doesNotHaveDuplicates();
            long bound = unacknowledged.isEmpty() ? lsn : unacknowledged.first() / 10 - 1;
            bound = undecided.stream().mapToLong(item -> item.lsn().value() - 1).reduce(bound, Math::min);
            assertThat(all.position().value()).as("seed %d", seed).isLessThanOrEqualTo(bound);
        }
        assertThat(arrived).as("seed %d", seed).isEqualTo(expected);
        assertThat(all.position()).as("seed %d", seed).isEqualTo(Lsn.of(lsn));
    }

    private static String[] keys(Random random) {
        String[] keys = new String[random.nextInt(4)];
        for (int index = 0; index < keys.length; index++) {
            keys[index] = "k" + random.nextInt(6);
        }
        return keys;
    }

    private List<Delivery> sendAll(long now) {
        List<Delivery> sent = new ArrayList<>();
        for (Delivery next = deliveries.next(now); next != null; next = deliveries.next(now)) {
            sent.add(next);
        }
        return sent;
    }

    private static long lsn(Delivery delivery) {
        return delivery.event().transactionId();
    }
}
