package io.quarkiverse.durable.servers.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test of the tests: what a kill test must be able to see. */
class ComparisonTest {

    private final Map<String, Integer> markers = new TreeMap<>();
    private final Map<Long, Ledger.Account> accounts = new TreeMap<>();
    private final List<Received> received = new ArrayList<>();

    @Test
    void everythingCommittedAndReceivedOnceIsClean() {
        twoTransactions();
        Comparison comparison = compare(Set.of("a", "b"));
        assertThat(comparison.isClean()).as(comparison.toString()).isTrue();
        assertThat(comparison.toString()).startsWith("committed=2 published=2 duplicates=0 lost=0 phantom=0");
    }

    @Test
    void aDuplicateIsCountedAndIsNotWrong() {
        twoTransactions();
        received.add(account(2, 1, 0, "a"));
        received.add(account(2, 2, 1, "b"));
        Comparison comparison = compare(Set.of());
        assertThat(comparison.isClean()).as(comparison.toString()).isTrue();
        assertThat(comparison.duplicates()).isEqualTo(2);
    }

    @Test
    void aCommittedTransactionOfWhichNothingCameIsLost() {
        twoTransactions();
        markers.put("c", 1);
        assertThat(compare(Set.of()).lost()).hasSize(1).first().asString().contains("marker c");
    }

    @Test
    void aTransactionOfWhichOneEventIsMissingIsLost() {
        twoTransactions();
        markers.put("a", 2);
        assertThat(compare(Set.of()).lost()).hasSize(1).first().asString().contains("2 events, received were 1");
    }

    @Test
    void aReceivedTransactionThatTheDatabaseDoesNotKnowIsAPhantom() {
        twoTransactions();
        markers.remove("b");
        assertThat(compare(Set.of()).phantom()).hasSize(1).first().asString().contains("marker b is not in the database");
    }

    @Test
    void oneMarkerInTwoTransactionsIsAPhantom() {
        twoTransactions();
        received.add(account(1, 3, 2, "b"));
        assertThat(compare(Set.of()).phantom()).hasSize(1).first().asString().contains("two transactions");
    }

    @Test
    void anEventThatNoMarkerExplainsIsAPhantom() {
        twoTransactions();
        received.add(event(1, 9, "\"entity\":\"Transfer\",\"operation\":\"delete\",\"subject\":\"x\",\"data\":{}"));
        assertThat(compare(Set.of()).phantom()).hasSize(1).first().asString().contains("markers []");
    }

    @Test
    void versionsOfARowThatComeInTheWrongOrderAreSeen() {
        twoTransactions();
        received.add(0, received.remove(1));
        assertThat(compare(Set.of()).disordered()).isNotEmpty();
    }

    @Test
    void anUpdateThatTheDatabaseLostIsToldFromAnEventOutOfOrderByTheMoney() {
        twoTransfersOfWhichTheSecondOverwritesTheFirst();
        accounts.put(1L, new Ledger.Account(1025, 1));
        Comparison comparison = compare(Set.of());
        assertThat(comparison.overwritten()).hasSize(1).first().asString().contains("version 1 token 3 came after version 1");
        assertThat(comparison.isFaithful()).as(comparison.toString()).isTrue();
        assertThat(comparison.isClean()).isFalse();
    }

    @Test
    void whereTheMoneyIsAllThereTheSameEventsAreOutOfOrder() {
        twoTransfersOfWhichTheSecondOverwritesTheFirst();
        accounts.put(1L, new Ledger.Account(1118, 2));
        Comparison comparison = compare(Set.of());
        assertThat(comparison.overwritten()).isEmpty();
        assertThat(comparison.disordered()).anyMatch(wrong -> wrong.contains("came after version 1"));
        assertThat(comparison.isFaithful()).isFalse();
    }

    @Test
    void aVersionThatATransactionWroteOfWhichTheDatabaseKnowsNothingIsNoUpdateLost() {
        twoTransfersOfWhichTheSecondOverwritesTheFirst();
        accounts.put(1L, new Ledger.Account(1025, 1));
        markers.remove("c");
        Comparison comparison = compare(Set.of());
        assertThat(comparison.overwritten()).isEmpty();
        assertThat(comparison.disordered()).isNotEmpty();
        assertThat(comparison.phantom()).isNotEmpty();
    }

    /** 93 and then 25 from account 2 to account 1. */
    private void twoTransfersOfWhichTheSecondOverwritesTheFirst() {
        markers.putAll(java.util.Map.of("a", 2, "b", 2, "c", 2));
        accounts.put(2L, new Ledger.Account(882, 2));
        received.add(transfer(1, 0, 1, -1, 1000, 0, "a"));
        received.add(transfer(1, 1, 2, -1, 1000, 0, "a"));
        received.add(transfer(2, 0, 1, 1000, 1093, 1, "b"));
        received.add(transfer(2, 1, 2, 1000, 907, 1, "b"));
        received.add(transfer(3, 0, 1, 1000, 1025, 1, "c"));
        received.add(transfer(3, 1, 2, 907, 882, 2, "c"));
    }

    private static Received transfer(long transaction, int index, long account, long before, long after, int version,
            String marker) {
        String state = "{\"balance\":%d,\"version\":" + version + ",\"marker\":\"" + marker + "\"}";
        return event(1, transaction, index, "\"entity\":\"Account\",\"operation\":\"update\",\"subject\":\"" + account
                + "\",\"data\":{\"before\":" + (before < 0 ? "null" : String.format(java.util.Locale.ROOT, state, before))
                + ",\"after\":"
                + String.format(java.util.Locale.ROOT, state, after) + "}");
    }

    @Test
    void aRedeliveryInTheWrongOrderIsSeen() {
        twoTransactions();
        received.add(account(2, 2, 1, "b"));
        received.add(account(2, 1, 0, "a"));
        assertThat(compare(Set.of()).disordered()).hasSize(1).first().asString().endsWith("in run 2");
    }

    @Test
    void aLastVersionThatIsNotTheDatabasesIsSeen() {
        twoTransactions();
        accounts.put(1L, new Ledger.Account(1000, 7));
        assertThat(compare(Set.of()).disordered()).hasSize(1).first().asString().contains("account 1");
    }

    @Test
    void aDuplicateWithAnotherContentIsSeen() {
        twoTransactions();
        received.add(event(2, 1, "\"id\":\"log:1:0\",\"entity\":\"Account\",\"subject\":\"1\",\"data\":{}"));
        assertThat(compare(Set.of()).unlike()).hasSize(1);
    }

    @Test
    void aTransactionThatWasReportedAsCommittedAndIsGoneIsSeen() {
        twoTransactions();
        assertThat(compare(Set.of("a", "gone")).forgotten()).hasSize(1).first().asString().contains("gone");
    }

    @Test
    void aLineThatAKillToreIsPassedOverAndAnyOtherIsNot(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("received");
        String whole = account(1, 1, 0, "a").text();
        Files.writeString(file, "\n#\n" + whole + "\n" + whole.substring(0, 20) + "\n#\n" + whole + "\n");
        assertThat(Received.readAll(file)).extracting(Received::run).containsExactly(1, 2);
        Files.writeString(file, "\n#\n" + whole.substring(0, 20) + "\n" + whole + "\n");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Received.readAll(file))
                .isInstanceOf(IllegalStateException.class);
    }

    private void twoTransactions() {
        markers.put("a", 1);
        markers.put("b", 1);
        accounts.put(1L, new Ledger.Account(1000, 1));
        received.add(account(1, 1, 0, "a"));
        received.add(account(1, 2, 1, "b"));
    }

    private Comparison compare(Set<String> acknowledged) {
        return Comparison.of(new Ledger("Account", markers, accounts), received, acknowledged);
    }

    private static Received account(int run, long transaction, int version, String marker) {
        return event(run, transaction, "\"entity\":\"Account\",\"operation\":\"update\",\"subject\":\"1\",\"data\":{\"after\":"
                + "{\"balance\":1000,\"version\":" + version + ",\"marker\":\"" + marker + "\"}}");
    }

    private static Received event(int run, long transaction, String rest) {
        return event(run, transaction, 0, rest);
    }

    /** The transaction's number serves as its token. */
    private static Received event(int run, long transaction, int index, String rest) {
        String text = "{\"id\":\"log:" + transaction + ":" + index + "\",\"source\":\"/durable/log\",\"txid\":\"" + transaction
                + "\",\"txindex\":" + index + ",\"txcount\":2,\"ordertoken\":\"" + transaction + "\"," + rest + "}";
        try {
            return Received.of(run, text, new com.fasterxml.jackson.databind.ObjectMapper().readTree(text));
        } catch (IOException e) {
            throw new IllegalStateException(text, e);
        }
    }
}
