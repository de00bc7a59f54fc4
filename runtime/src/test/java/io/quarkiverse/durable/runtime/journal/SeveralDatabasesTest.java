package io.quarkiverse.durable.runtime.journal;

import static io.quarkiverse.durable.runtime.journal.Records.CHANNEL;
import static io.quarkiverse.durable.runtime.journal.Records.insert;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.runtime.journal.CommittedFeed.Item;
import io.quarkiverse.durable.runtime.journal.CommittedFeed.Kind;
import io.quarkiverse.durable.wal.Lsn;

/** Transactions over two databases: an outcome for each, and they need not be the same. */
class SeveralDatabasesTest {

    private static final Duration PASS_AT_ONCE = Duration.ZERO;

    private final MemoryWal wal = new MemoryWal(true);
    private final Journal journal = new Journal(wal);

    @Test
    void aTransactionIsOpenUntilEachDatabaseHasItsOutcome() {
        long both = append("a", "b");
        assertThat(journal.open()).singleElement()
                .satisfies(open -> assertThat(open.undecided()).containsExactlyInAnyOrder("one", "two"));
        journal.append(committed(both, "two", 7));
        assertThat(journal.open()).singleElement().satisfies(open -> assertThat(open.undecided()).containsExactly("one"));
        assertThat(journal.awaitOutcomes(Lsn.of(both), Duration.ZERO)).isFalse();
        journal.append(rolledBack(both, "one"));
        assertThat(journal.open()).isEmpty();
        assertThat(journal.awaitOutcomes(Lsn.of(both), Duration.ZERO)).isTrue();
    }

    @Test
    void aStartFindsTheDatabasesThatAreNotDecided() {
        long both = append("a", "b");
        journal.append(committed(both, "one", 7));
        long next = append("c", "d");
        journal.append(committed(next, "one", 8));
        journal.append(committed(next, "two", 9));
        wal.saveCursors();
        Journal restarted = new Journal(wal.crash());
        restarted.scan();
        assertThat(restarted.open()).singleElement().satisfies(open -> {
            assertThat(open.id()).isEqualTo(both);
            assertThat(open.undecided()).containsExactly("two");
        });
    }

    @ParameterizedTest
    @CsvSource({ "true,true", "true,false", "false,true", "false,false" })
    void whatCommittedIsPublishedWithTheTokenOfItsDatabase(boolean one, boolean two) {
        long both = append("a", "b");
        try (CommittedFeed feed = journal.feed(CHANNEL, Lsn.NONE, CommittedFeed.Passing.NEVER)) {
            journal.append(outcome(both, "two", two, 22));
            assertThat(steps(feed)).as("with one outcome").isEmpty();
            journal.append(outcome(both, "one", one, 11));
            List<ChangeEvent> events = steps(feed).stream().flatMap(item -> item.events().stream()).toList();
            assertThat(events).extracting(ChangeEvent::key).containsExactlyElementsOf(keys(one, two));
            assertThat(events).allSatisfy(event -> {
                assertThat(event.token()).isEqualTo(event.key().equals("a") ? 11 : 22);
                assertThat(event.index()).isEqualTo(event.key().equals("a") ? 0 : 1);
                assertThat(event.count()).isEqualTo(2);
            });
        }
    }

    @Test
    void aTransactionThatLacksAnOutcomeIsPassedAndDecidedWhenItHasBoth() {
        long both = append("a", "b");
        journal.append(committed(both, "two", 22));
        try (CommittedFeed feed = journal.feed(CHANNEL, Lsn.NONE, new CommittedFeed.Passing(PASS_AT_ONCE, List.of()))) {
            List<Item> before = steps(feed);
            assertThat(before.get(0)).isEqualTo(Item.passed(Lsn.of(both), List.of("a", "b")));
            assertThat(before).extracting(Item::kind).doesNotContain(Kind.DECIDED);
            journal.append(committed(both, "one", 11));
            assertThat(keysOf(decision(feed))).containsExactly("a", "b");
        }
    }

    @Test
    void whatAnEarlierFeedPassedIsDecidedWithOutcomesFromBeforeAndAfter() {
        long both = append("a", "b");
        journal.append(committed(both, "two", 22));
        Lsn reached = wal.lastLsn();
        try (CommittedFeed feed = journal.feed(CHANNEL, reached,
                new CommittedFeed.Passing(PASS_AT_ONCE, List.of(Lsn.of(both))))) {
            assertThat(feed.nextDecision()).isNull();
            journal.append(rolledBack(both, "one"));
            assertThat(keysOf(decision(feed))).containsExactly("b");
        }
    }

    private static List<String> keys(boolean one, boolean two) {
        List<String> keys = new ArrayList<>();
        if (one) {
            keys.add("a");
        }
        if (two) {
            keys.add("b");
        }
        return keys;
    }

    private static @Nullable Item decision(CommittedFeed feed) {
        return steps(feed).stream().filter(item -> item.kind() == Kind.DECIDED).findFirst().orElse(null);
    }

    private static List<String> keysOf(@Nullable Item item) {
        assertThat(item).isNotNull();
        return item.events().stream().map(ChangeEvent::key).toList();
    }

    private static List<Item> steps(CommittedFeed feed) {
        List<Item> steps = new ArrayList<>();
        for (Item item = feed.next(Duration.ZERO); item != null; item = feed.next(Duration.ZERO)) {
            steps.add(item);
        }
        return steps;
    }

    private long append(String keyOnOne, String keyOnTwo) {
        TransactionRecord record = new TransactionRecord(
                List.of(new Participant("one", 1, 0, 1, null), new Participant("two", 3, 0, 1, null)),
                TransactionRecord.Metadata.NONE, List.of(insert(keyOnOne).of(0), insert(keyOnTwo).of(1)));
        return journal.append(record).lsn().value();
    }

    private static Outcome outcome(long transaction, String datasource, boolean committed, long token) {
        return committed ? committed(transaction, datasource, token) : rolledBack(transaction, datasource);
    }

    private static Outcome committed(long transaction, String datasource, long token) {
        return new Outcome(transaction, datasource, Outcome.Result.COMMITTED, token, Outcome.Evidence.SLOT);
    }

    private static Outcome rolledBack(long transaction, String datasource) {
        return new Outcome(transaction, datasource, Outcome.Result.ROLLED_BACK, 0, Outcome.Evidence.SLOT);
    }
}
