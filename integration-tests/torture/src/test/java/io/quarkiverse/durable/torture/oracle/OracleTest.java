package io.quarkiverse.durable.torture.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The test of the test: everything that the oracle must see, and what it must not take for wrong. */
class OracleTest {

    private static final long MONEY = 300;

    private final Map<String, Integer> committed = new TreeMap<>();
    private final Map<Long, RowState> rows = new TreeMap<>();
    private final List<Received> received = new ArrayList<>();
    private final Set<String> acknowledged = new TreeSet<>();
    private final Set<String> refused = new TreeSet<>();
    private Past past = Past.NONE;

    /** Founded with three accounts of 100; b moves 10 from 1 to 2; c closes 1; d opens 1 again, in another log. */
    @BeforeEach
    void fourTransactions() {
        RowState one = state(1, 0, 100, "a");
        RowState two = state(1, 0, 100, "a");
        RowState three = state(1, 0, 100, "a");
        add("a", 1, 0, 3, new Change(1, null, one));
        add("a", 1, 1, 3, new Change(2, null, two));
        add("a", 1, 2, 3, new Change(3, null, three));
        RowState oneB = state(1, 1, 90, "b");
        RowState twoB = state(1, 1, 110, "b");
        add("b", 3, 0, 3, new Change(1, one, oneB));
        add("b", 3, 1, 3, new Change(2, two, twoB));
        received.add(new Received(1, "log", 3, 2, 3, 3, "event 1", "b", null, 7));
        committed.put("b", 3);
        RowState threeC = state(1, 1, 190, "c");
        add("c", 5, 0, 2, new Change(3, three, threeC));
        add(null, 5, 1, 2, new Change(1, oneB, null));
        RowState oneD = state(2, 0, 50, "d");
        RowState threeD = state(1, 2, 140, "d");
        received.add(of("other", 2, 6, 0, 2, "d", new Change(1, null, oneD)));
        received.add(of("other", 2, 6, 1, 2, "d", new Change(3, threeC, threeD)));
        committed.put("d", 2);
        rows.put(1L, oneD);
        rows.put(2L, twoB);
        rows.put(3L, threeD);
        acknowledged.addAll(List.of("a", "b", "c", "d"));
    }

    @Test
    void everythingCommittedAndReceivedOnceIsClean() {
        Findings findings = judge();
        assertThat(findings.isClean()).as(findings.toString()).isTrue();
        assertThat(findings.figures()).isEqualTo("duplicates=0 lost=0 phantom=0 out_of_order=0 wrong_sum=0");
    }

    @Test
    void eventsOfTwoLogsMayComeInAnyOrder() {
        received.add(0, received.remove(received.size() - 1));
        received.add(0, received.remove(received.size() - 1));
        Findings findings = judge();
        assertThat(findings.isClean()).as(findings.toString()).isTrue();
    }

    @Test
    void aRedeliveryIsCountedAndIsNotWrong() {
        received.add(again(received.get(3), 9));
        received.add(again(received.get(4), 9));
        Findings findings = judge();
        assertThat(findings.isClean()).as(findings.toString()).isTrue();
        assertThat(findings.duplicates()).isEqualTo(2);
    }

    @Test
    void aRedeliveryOfWhatWasJudgedBeforeIsCountedAndIsNotWrong() {
        List<Received> before = List.copyOf(received);
        past = Past.after(evidence());
        received.clear();
        committed.clear();
        acknowledged.clear();
        received.add(again(before.get(4), 9));
        Findings findings = judge();
        assertThat(findings.isClean()).as(findings.toString()).isTrue();
        assertThat(findings.duplicates()).isEqualTo(1);
    }

    @Test
    void whatComesAfterThePastIsJudgedOnTopOfIt() {
        past = Past.after(evidence());
        committed.clear();
        acknowledged.clear();
        received.clear();
        RowState two = rows.get(2L);
        received.add(of("log", 2, 7, 0, 1, "e", new Change(2, two, state(1, 2, 110, "e"))));
        committed.put("e", 1);
        rows.put(2L, state(1, 2, 110, "e"));
        assertThat(judge().isClean()).as(judge().toString()).isTrue();

        received.set(0, of("log", 2, 7, 0, 1, "e", new Change(2, state(1, 0, 110, "b"), state(1, 2, 110, "e"))));
        assertThat(judge().lost()).singleElement().asString().contains("row 2");
    }

    @Test
    void aTransactionOfWhichNothingCameIsLost() {
        received.removeIf(each -> each.transaction() == 3);
        assertThat(judge().lost()).anyMatch(each -> each.contains("marker b is in the database with 3 events"));
    }

    @Test
    void aTransactionOfWhichOneEventIsMissingIsLost() {
        received.remove(5);
        assertThat(judge().lost()).singleElement().asString().contains("has 3 events, 2 came");
    }

    @Test
    void anAcknowledgedTransactionThatTheDatabaseDoesNotKnowIsLost() {
        acknowledged.add("gone");
        assertThat(judge().lost()).singleElement().asString().contains("gone was acknowledged");
    }

    @Test
    void aRowWhoseLastStateNoEventToldIsLost() {
        rows.put(2L, state(1, 2, 110, "b"));
        assertThat(judge().lost()).singleElement().asString().contains("row 2 is");
    }

    @Test
    void aTransactionThatTheDatabaseDoesNotKnowIsAPhantom() {
        committed.remove("b");
        acknowledged.remove("b");
        assertThat(judge().phantom()).singleElement().asString().contains("marker b is not in the database");
    }

    @Test
    void aRolledBackTransactionWhoseEventsCameIsAPhantomThatIsNamedAsSuch() {
        refused.add("x");
        received.add(of("log", 1, 9, 0, 1, "x", new Change(2, rows.get(2L), state(1, 2, 110, "x"))));
        assertThat(judge().phantom()).anyMatch(each -> each.contains("ordered that it fails"))
                .anyMatch(each -> each.contains("row 2 is"));
    }

    @Test
    void aRolledBackTransactionThatIsInTheDatabaseIsAPhantom() {
        refused.add("b");
        assertThat(judge().phantom()).singleElement().asString().contains("marker b is in the database");
    }

    @Test
    void oneMarkerInTwoTransactionsIsAPhantom() {
        received.add(of("log", 1, 9, 0, 1, "b", new Change(2, rows.get(2L), rows.get(2L))));
        assertThat(judge().phantom()).anyMatch(each -> each.contains("came in two transactions"));
    }

    @Test
    void anEventThatNoMarkerExplainsIsAPhantom() {
        received.add(of("log", 1, 9, 0, 1, null, new Change(2, rows.get(2L), null)));
        assertThat(judge().phantom()).anyMatch(each -> each.contains("came with the markers []"));
    }

    @Test
    void moreEventsThanTheTransactionHasAreAPhantom() {
        committed.put("b", 2);
        assertThat(judge().phantom()).singleElement().asString().contains("has 2 events, 3 came");
    }

    @Test
    void aRedeliveryWithAnotherContentIsAPhantom() {
        Received first = received.get(5);
        received.add(new Received(2, first.log(), first.transaction(), first.index(), first.count(), first.token(), first.key(),
                first.marker(), null, 8));
        assertThat(judge().phantom()).singleElement().asString().contains("another content");
    }

    @Test
    void twoChangesOfOneRowInTheWrongOrderAreSeen() {
        received.add(received.remove(0));
        assertThat(judge().outOfOrder()).anyMatch(each -> each.contains("came after"));
    }

    @Test
    void explicitEventsOfOneKeyInTheWrongOrderAreSeen() {
        received.add(new Received(1, "log", 1, 9, 3, 1, "event 1", "a", null, 7));
        committed.put("a", 4);
        assertThat(judge().outOfOrder()).singleElement().asString().contains("event 1");
    }

    @Test
    void redeliveriesInTheWrongOrderAreSeen() {
        received.add(again(received.get(3), 9));
        received.add(again(received.get(0), 9));
        assertThat(judge().outOfOrder()).singleElement().asString().contains("log:1 came after log:3");
    }

    @Test
    void tokensThatContradictTheRowsVersionsAreSeen() {
        Received last = received.get(received.size() - 1);
        received.set(received.size() - 1,
                new Received(last.connection(), last.log(), last.transaction(), last.index(), last.count(),
                        4, last.key(), last.marker(), last.change(), last.digest()));
        assertThat(judge().outOfOrder()).singleElement().asString().contains("token 4");
    }

    @Test
    void transactionNumbersThatContradictTheRowsVersionsAreSeen() {
        Received b = received.get(4);
        received.set(4, new Received(b.connection(), b.log(), 0, b.index(), b.count(), b.token(), b.key(), b.marker(),
                b.change(), b.digest()));
        assertThat(judge().outOfOrder()).anyMatch(each -> each.contains("in the database"));
    }

    @Test
    void aMissingStateBetweenTwoChangesIsLost() {
        rows.put(2L, state(1, 3, 110, "e"));
        received.add(of("log", 1, 9, 0, 1, "e", new Change(2, state(1, 2, 110, "x"), state(1, 3, 110, "e"))));
        committed.put("e", 1);
        assertThat(judge().lost()).singleElement().asString().contains("the events before it end in");
    }

    @Test
    void twoChangesToOneVersionAreAPhantom() {
        received.add(of("log", 1, 9, 0, 1, "e", new Change(2, rows.get(2L), rows.get(2L))));
        committed.put("e", 1);
        assertThat(judge().phantom()).anyMatch(each -> each.contains("are the same change"));
    }

    @Test
    void aDatabaseThatLostMoneyIsSeen() {
        rows.put(2L, state(1, 1, 111, "b"));
        assertThat(judge().wrongSum()).singleElement().asString().contains("rows of the database add up to 301");
    }

    @Test
    void eventsThatLostMoneyAreSeen() {
        received.set(4, of("log", 1, 3, 1, 3, "b", new Change(2, state(1, 0, 100, "a"), state(1, 1, 111, "b"))));
        assertThat(judge().wrongSum()).anyMatch(each -> each.contains("rebuilt from the events add up to 301"))
                .anyMatch(each -> each.contains("log:3 makes the money more by 1"));
    }

    private Findings judge() {
        return Oracle.judge(evidence());
    }

    private Evidence evidence() {
        return new Evidence(past, new HashMap<>(committed), new HashMap<>(rows), List.copyOf(received),
                Set.copyOf(acknowledged),
                Set.copyOf(refused), MONEY);
    }

    private void add(@Nullable String marker, long transaction, int index, int count, Change change) {
        received.add(of("log", 1, transaction, index, count, marker, change));
        if (marker != null) {
            committed.put(marker, count);
        }
    }

    /** The transaction's number serves as its token. */
    private static Received of(String log, int connection, long transaction, int index, int count, @Nullable String marker,
            Change change) {
        return new Received(connection, log, transaction, index, count, transaction, "account " + change.row(), marker, change,
                change.hashCode());
    }

    private static Received again(Received first, int connection) {
        return new Received(connection, first.log(), first.transaction(), first.index(), first.count(), first.token(),
                first.key(), first.marker(), first.change(), first.digest());
    }

    private static RowState state(long life, long version, long balance, String marker) {
        return new RowState(life, version, balance, marker, 0);
    }
}
