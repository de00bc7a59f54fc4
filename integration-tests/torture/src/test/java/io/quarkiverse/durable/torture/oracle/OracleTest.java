package io.quarkiverse.durable.torture.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

/** The test of the test: everything that the oracle must see, and what it must not take for wrong. */
class OracleTest extends Bookkeeping {

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
        assertThat(judge().lost()).anyMatch(each -> each.contains("marker b is in the database with 4 events"));
    }

    @Test
    void aTransactionOfWhichOneEventIsMissingIsLost() {
        received.remove(5);
        assertThat(judge().lost()).singleElement().asString().contains("has 4 events, 3 came");
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
        assertThat(judge().phantom()).singleElement().asString().contains("has 2 events, 4 came");
    }

    @Test
    void aRedeliveryWithAnotherContentIsAPhantom() {
        Received first = received.get(5);
        received.add(new Received(2, first.log(), first.transaction(), first.index(), first.count(), first.token(), first.key(),
                first.marker(), null, first.number(), 8));
        assertThat(judge().phantom()).singleElement().asString().contains("another content");
    }

    @Test
    void twoChangesOfOneRowInTheWrongOrderAreSeen() {
        received.add(received.remove(0));
        assertThat(judge().outOfOrder()).anyMatch(each -> each.contains("came after"));
    }

    @Test
    void explicitEventsOfOneKeyInTheWrongOrderAreSeen() {
        received.add(event(1, 3, 4, "a", 1));
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
        for (int each = received.size() - 2; each < received.size(); each++) {
            received.set(each, withToken(received.get(each), 4));
        }
        assertThat(judge().outOfOrder()).hasSize(2).allMatch(each -> each.contains("token 4"));
    }

    @Test
    void transactionNumbersThatContradictTheRowsVersionsAreSeen() {
        Received b = received.get(4);
        received.set(4, new Received(b.connection(), b.log(), 0, b.index(), b.count(), b.token(), b.key(), b.marker(),
                b.change(), b.number(), b.digest()));
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
        received.set(4, of("log", 1, 3, 1, 4, "b", new Change(2, state(1, 0, 100, "a"), state(1, 1, 111, "b"))));
        assertThat(judge().wrongSum()).anyMatch(each -> each.contains("rebuilt from the events add up to 301"))
                .anyMatch(each -> each.contains("log:3 makes the money more by 1"));
    }
}
