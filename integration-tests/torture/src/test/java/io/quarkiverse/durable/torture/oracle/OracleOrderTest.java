package io.quarkiverse.durable.torture.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the oracle must see in numbers and tokens, between logs and from one round to the next. */
class OracleOrderTest extends Bookkeeping {

    @Test
    void aLogWhoseNumbersContradictTheDatabaseIsSeenWithAnotherLogBetween() {
        RowState e = state(1, 2, 110, "e");
        RowState f = state(1, 3, 110, "f");
        received.add(of("other", 2, 7, 0, 1, "e", new Change(2, rows.get(2L), e)));
        received.add(3, withToken(of("log", 1, 2, 0, 1, "f", new Change(2, e, f)), 8));
        committed.put("e", 1);
        committed.put("f", 1);
        rows.put(2L, f);
        Findings findings = judge();
        assertThat(findings.outOfOrder()).as("%s", findings).singleElement().asString()
                .contains("log:2:0 came after log:3:1 in the database");
    }

    @Test
    void aLogWhoseNumbersContradictTheDatabaseIsSeenFromOneRoundToTheNext() {
        endRound();
        RowState e = state(1, 2, 110, "e");
        received.add(withToken(of("log", 1, 2, 0, 1, "e", new Change(2, rows.get(2L), e)), 8));
        committed.put("e", 1);
        rows.put(2L, e);
        assertThat(judge().outOfOrder()).anyMatch(each -> each.contains("log:2:0 came after log:3:1 in the database"));
    }

    @Test
    void explicitEventsThatComeAfterThoseOfALaterTransactionOfAnEarlierRoundAreSeen() {
        endRound();
        endRound();
        received.add(event(2, 0, 1, "e", 1));
        committed.put("e", 1);
        assertThat(judge().outOfOrder()).singleElement().asString().contains("log:2 came after log:3");
    }

    @Test
    void aNumberOfAnEarlierRoundThatComesWithAnotherContentIsAPhantom() {
        endRound();
        received.add(of("log", 1, 3, 1, 4, "x", new Change(2, rows.get(2L), state(1, 2, 110, "x"))));
        Findings findings = judge();
        assertThat(findings.phantom()).singleElement().asString().contains("log:3:1 came again with another content");
    }

    @Test
    void anEventMoreOfATransactionOfAnEarlierRoundIsAPhantom() {
        endRound();
        received.add(event(3, 4, 5, "b", 3));
        assertThat(judge().phantom()).singleElement().asString().contains("log:3 came, and its marker b is not");
    }

    @Test
    void whatIsKnownOfARoundIsKnownInAllRoundsAfterIt() {
        Received first = received.get(4);
        endRound();
        endRound();
        received.add(again(first, 9));
        Findings findings = judge();
        assertThat(findings.isClean()).as("%s", findings).isTrue();
        assertThat(findings.duplicates()).isEqualTo(1);
    }

    @Test
    void anIndexThatTheTransactionDoesNotHaveIsAPhantom() {
        received.set(6, numbered(received.get(6), 4, 4));
        assertThat(judge().phantom()).singleElement().asString().contains("log:3:4 says that it is number 4 of 4");
    }

    @Test
    void anotherCountThanTheTransactionHasIsAPhantom() {
        received.set(4, numbered(received.get(4), 1, 3));
        assertThat(judge().phantom()).singleElement().asString().contains("log:3:1 says that it is number 1 of 3");
    }

    @Test
    void twoEventsOfOneKeyInOneTransactionInTheWrongOrderAreSeen() {
        received.add(6, received.remove(5));
        assertThat(judge().outOfOrder()).singleElement().asString().contains("log:3:2 came after log:3:3");
    }

    @Test
    void indicesThatContradictTheOrderInWhichTheApplicationAppendedAreSeen() {
        received.set(5, event(3, 2, 4, "b", 2));
        received.set(6, event(3, 3, 4, "b", 1));
        assertThat(judge().outOfOrder()).singleElement().asString().contains("log:3:3 came after log:3:2");
    }

    @Test
    void eventsThatComeAsTheyWereAppendedWithIndicesTheOtherWayRoundAreSeen() {
        received.set(5, event(3, 3, 4, "b", 1));
        received.set(6, event(3, 2, 4, "b", 2));
        assertThat(judge().outOfOrder()).singleElement().asString().contains("log:3:2 came after log:3:3");
    }

    @Test
    void redeliveriesOfOneKeyInOneTransactionInTheWrongOrderAreSeen() {
        received.add(again(received.get(6), 9));
        received.add(again(received.get(5), 9));
        assertThat(judge().outOfOrder()).singleElement().asString().contains("log:3:2 came after log:3:3");
    }

    @Test
    void severalTokensInOneTransactionAreSeen() {
        received.set(6, withToken(received.get(6), 4));
        assertThat(judge().outOfOrder()).singleElement().asString().contains("log:3 came with the tokens [3, 4]");
    }

    private void endRound() {
        Findings findings = judge();
        assertThat(findings.isClean()).as("%s", findings).isTrue();
        past = Past.after(evidence());
        committed.clear();
        acknowledged.clear();
        received.clear();
    }
}
