package io.quarkiverse.durable.runtime.journal;

import static io.quarkiverse.durable.runtime.journal.Records.CHANNEL;
import static io.quarkiverse.durable.runtime.journal.Records.committed;
import static io.quarkiverse.durable.runtime.journal.Records.image;
import static io.quarkiverse.durable.runtime.journal.Records.insert;
import static io.quarkiverse.durable.runtime.journal.Records.rolledBack;
import static io.quarkiverse.durable.runtime.journal.Records.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.wal.Lsn;

class PairingFeedTest {

    private final MemoryWal wal = new MemoryWal(false);
    private final Journal journal = new Journal(wal);

    @Test
    void nothingComesBeforeItsOutcome() {
        long first = append("a");
        syncAll();
        try (PairingFeed feed = feed()) {
            assertThat(transactions(feed)).isEmpty();
            journal.append(committed(first));
            assertThat(transactions(feed)).as("the outcome is not durable").isEmpty();
            syncAll();
            assertThat(transactions(feed)).containsExactly(first);
        }
    }

    @Test
    void transactionsComeInTheOrderOfTheLogWhateverTheOrderOfTheirOutcomes() {
        long first = append("a");
        long second = append("b");
        long third = append("c");
        journal.append(committed(third));
        journal.append(committed(second));
        syncAll();
        try (PairingFeed feed = feed()) {
            assertThat(transactions(feed)).as("the first has no outcome").isEmpty();
            journal.append(committed(first));
            syncAll();
            assertThat(transactions(feed)).containsExactly(first, second, third);
        }
    }

    /** As if the log that is gone had published it: ids, log, number, token and time of events are what they were. */
    @Test
    void whatWasAdoptedNeedsNoOutcomeAndKeepsItsIdentity() {
        TransactionRecord two = new TransactionRecord(
                List.of(new Participant(Records.DATASOURCE, 3, 0, 1, null), new Participant("other", 5, 0, 1, null)),
                TransactionRecord.Metadata.NONE.at(1234),
                List.of(insert("a"), insert("not-committed").of(1), insert("b")));
        long open = append("own");
        journal.append(new Adopted("lost", open, List.of(committed(open)), journal.encode(two).payload()));
        journal.append(committed(open));
        syncAll();
        try (PairingFeed feed = feed()) {
            assertThat(transactions(feed)).as("own, and two adopted under the same number").containsExactly(open, open, open);
        }
        try (PairingFeed feed = feed()) {
            List<ChangeEvent> own = feed.next(Duration.ZERO).events();
            List<ChangeEvent> adopted = feed.next(Duration.ZERO).events();
            assertThat(own).extracting(ChangeEvent::logId).containsExactly(wal.logId().toString());
            assertThat(adopted).extracting(ChangeEvent::id).containsExactly("lost:" + open + ":0", "lost:" + open + ":2");
            assertThat(adopted).extracting(ChangeEvent::key).containsExactly("a", "b");
            assertThat(adopted).allSatisfy(event -> {
                assertThat(event.logId()).isEqualTo("lost");
                assertThat(event.token()).isEqualTo(1000 + open);
                assertThat(event.time()).isEqualTo(java.time.Instant.ofEpochMilli(1234));
                assertThat(event.count()).isEqualTo(3);
            });
        }
        assertThat(journal.open()).isEmpty();
        Journal restarted = new Journal(wal.crash());
        restarted.scan();
        assertThat(restarted.open()).as("adopted ones are never in doubt").isEmpty();
    }

    @Test
    void whatRolledBackIsPassedWithoutEvents() {
        long first = append("a");
        long second = append("b");
        journal.append(rolledBack(first));
        journal.append(committed(second));
        syncAll();
        try (PairingFeed feed = feed()) {
            assertThat(transactions(feed)).containsExactly(second);
            assertThat(feed.next(Duration.ZERO)).isNull();
        }
    }

    @Test
    void theLastStepReachesTheEndOfTheLogSoThatItCanBeTruncated() {
        long first = append("a");
        journal.append(rolledBack(first));
        syncAll();
        Lsn reached = Lsn.NONE;
        try (PairingFeed feed = feed()) {
            for (CommittedFeed.Item item = feed.next(Duration.ZERO); item != null; item = feed.next(Duration.ZERO)) {
                assertThat(item.lsn().isAfter(reached)).isTrue();
                reached = item.lsn();
            }
        }
        assertThat(reached).isEqualTo(wal.lastLsn());
    }

    @Test
    void aFeedBeginsAfterItsPosition() {
        long first = append("a");
        long second = append("b");
        journal.append(committed(first));
        journal.append(committed(second));
        syncAll();
        try (PairingFeed feed = new PairingFeed(journal, new JournalCodec(), CHANNEL, Lsn.of(first),
                CommittedFeed.Passing.NEVER)) {
            assertThat(transactions(feed)).containsExactly(second);
        }
    }

    @Test
    void aSecondOutcomeOfTheSameTransactionChangesNothing() {
        long first = append("a");
        journal.append(committed(first));
        journal.append(committed(first));
        syncAll();
        try (PairingFeed feed = feed()) {
            assertThat(transactions(feed)).containsExactly(first);
        }
    }

    @Test
    void eventsOfOtherChannelsAreCountedAndLeftOut() {
        Change other = new Change("other", "Line", "9", Operation.INSERT, null, image(), List.of());
        long first = journal.append(transaction(1, 0, other, insert("a"))).lsn().value();
        journal.append(committed(first));
        syncAll();
        try (PairingFeed feed = feed()) {
            CommittedFeed.Item item = feed.next(Duration.ZERO);
            assertThat(item).isNotNull();
            assertThat(item.events()).singleElement().satisfies(event -> {
                assertThat(event.index()).isEqualTo(1);
                assertThat(event.count()).isEqualTo(2);
                assertThat(event.token()).isEqualTo(1000 + first);
                assertThat(event.id()).isEqualTo(wal.logId() + ":" + first + ":1");
            });
        }
    }

    @Test
    void aHeadInDoubtDoesNotGrowTheWindowAndLosesNothingOnceItIsResolved() {
        long head = append("head");
        List<Long> expected = new ArrayList<>(List.of(head));
        for (int i = 0; i < 2 * PairingFeed.WAITING_MAX; i++) {
            long each = append("k" + i);
            journal.append(committed(each));
            expected.add(each);
        }
        syncAll();
        try (PairingFeed feed = feed()) {
            assertThat(transactions(feed)).isEmpty();
            assertThat(feed.waitingCount()).isEqualTo(PairingFeed.WAITING_MAX);

            journal.append(committed(head));
            assertThat(transactions(feed)).as("appended and not durable").isEmpty();
            syncAll();

            assertThat(transactions(feed)).isEqualTo(expected);
        }
    }

    @Test
    void payloadsBeyondTheBoundAreReadAgainWhenTheirTurnComes() {
        String text = "x".repeat(1 << 20);
        long head = append("head");
        int many = (int) (PairingFeed.WAITING_BYTES_MAX >> 20) + 4;
        for (int i = 0; i < many; i++) {
            long each = journal
                    .append(transaction(1, 0, Records.change("k" + i, Operation.INSERT, null, image("text", text + i))))
                    .lsn().value();
            journal.append(committed(each));
        }
        syncAll();
        try (PairingFeed feed = feed()) {
            assertThat(transactions(feed)).isEmpty();
            journal.append(rolledBack(head));
            syncAll();
            int seen = 0;
            for (CommittedFeed.Item item = feed.next(Duration.ZERO); item != null; item = feed.next(Duration.ZERO)) {
                if (!item.events().isEmpty()) {
                    assertThat(item.events().get(0).after()).containsEntry("text", text + seen);
                    seen++;
                }
            }
            assertThat(seen).isEqualTo(many);
        }
    }

    @Test
    void everyInterleavingGivesEachCommittedTransactionOnceAndInOrder() {
        for (long seed = 1; seed <= 50; seed++) {
            Interleaving run = interleaving(seed, CommittedFeed.Passing.NEVER.after());
            assertThat(transactions(run.seen())).as("seed " + seed).isEqualTo(run.committed());
        }
    }

    @Test
    void afterAWhileOthersPassATransactionWithoutAnOutcomeAndItsEventsFollowWhenItHasOne() {
        long head = append("head");
        long next = append("next");
        journal.append(committed(next));
        syncAll();
        try (PairingFeed feed = passing(Duration.ZERO)) {
            assertThat(feed.next(Duration.ZERO)).isEqualTo(CommittedFeed.Item.passed(Lsn.of(head), List.of("head")));
            assertThat(transactions(feed)).containsExactly(next);
            assertThat(feed.nextDecision()).isNull();

            journal.append(committed(head));
            assertThat(feed.nextDecision()).as("appended and not durable").isNull();
            syncAll();

            CommittedFeed.Item decision = feed.next(Duration.ZERO);
            assertThat(decision.kind()).isEqualTo(CommittedFeed.Kind.DECIDED);
            assertThat(decision.lsn()).isEqualTo(Lsn.of(head));
            assertThat(decision.events()).singleElement().satisfies(event -> {
                assertThat(event.key()).isEqualTo("head");
                assertThat(event.token()).isEqualTo(1000 + head);
            });
            assertThat(feed.nextDecision()).isNull();
        }
    }

    @Test
    void untilThenOthersWait() {
        append("head");
        journal.append(committed(append("next")));
        syncAll();
        try (PairingFeed feed = passing(Duration.ofHours(1))) {
            assertThat(feed.next(Duration.ofMillis(1))).isNull();
        }
    }

    @Test
    void aPassedTransactionThatRolledBackIsDecidedWithoutEvents() {
        long head = append("head");
        syncAll();
        try (PairingFeed feed = passing(Duration.ZERO)) {
            assertThat(feed.next(Duration.ZERO)).isEqualTo(CommittedFeed.Item.passed(Lsn.of(head), List.of("head")));
            journal.append(rolledBack(head));
            syncAll();
            assertThat(feed.next(Duration.ZERO)).isEqualTo(CommittedFeed.Item.decided(Lsn.of(head), List.of()));
        }
    }

    @Test
    void aTransactionWithoutEventsForTheChannelHoldsNothingUp() {
        Change other = new Change("other", "Line", "9", Operation.INSERT, null, image(), List.of());
        long head = journal.append(transaction(1, 0, other)).lsn().value();
        syncAll();
        try (PairingFeed feed = passing(Duration.ZERO)) {
            assertThat(feed.next(Duration.ZERO)).isEqualTo(new CommittedFeed.Item(Lsn.of(head), List.of()));
            journal.append(committed(head));
            syncAll();
            assertThat(feed.nextDecision()).isNull();
        }
    }

    /** A slow reader is no reason to pass: what it has not read yet may well be the outcome. */
    @Test
    void aTransactionWhoseOutcomeIsInTheLogIsNotPassed() {
        long head = append("head");
        syncAll();
        journal.append(committed(head));
        try (PairingFeed feed = passing(Duration.ZERO)) {
            assertThat(feed.next(Duration.ZERO)).isNull();
            syncAll();
            assertThat(transactions(feed)).containsExactly(head);
        }
    }

    @Test
    void aNewFeedKnowsWhatAnEarlierOneHadPassed() {
        long head = append("head");
        long next = append("next");
        journal.append(committed(next));
        syncAll();
        try (PairingFeed feed = new PairingFeed(journal, new JournalCodec(), CHANNEL, Lsn.of(next),
                new CommittedFeed.Passing(Duration.ZERO, List.of(Lsn.of(head))))) {
            assertThat(feed.nextDecision()).isNull();
            journal.append(committed(head));
            syncAll();
            assertThat(feed.nextDecision()).satisfies(decision -> {
                assertThat(decision.lsn()).isEqualTo(Lsn.of(head));
                assertThat(decision.events()).hasSize(1);
            });
        }
    }

    @Test
    void notMoreArePassedThanTheBoundSays() {
        for (int i = 0; i <= PairingFeed.WAITING_MAX; i++) {
            append("k" + i);
        }
        syncAll();
        try (PairingFeed feed = passing(Duration.ZERO)) {
            for (int i = 0; i < PairingFeed.WAITING_MAX; i++) {
                assertThat(feed.next(Duration.ZERO).kind()).isEqualTo(CommittedFeed.Kind.PASSED);
            }
            assertThat(feed.next(Duration.ZERO)).isNull();
            journal.append(rolledBack(7));
            syncAll();
            assertThat(feed.next(Duration.ZERO).kind()).isEqualTo(CommittedFeed.Kind.DECIDED);
            assertThat(feed.next(Duration.ZERO).kind()).isEqualTo(CommittedFeed.Kind.PASSED);
        }
    }

    @Test
    void everyInterleavingWithPassingGivesEachCommittedTransactionOnceAndEachStepForwardInOrder() {
        for (long seed = 1; seed <= 50; seed++) {
            Interleaving run = interleaving(seed, Duration.ZERO);
            List<CommittedFeed.Item> seen = run.seen();
            assertThat(transactions(seen)).as("seed " + seed).containsExactlyInAnyOrderElementsOf(run.committed());
            assertThat(undecided(seen)).as("seed " + seed).isEmpty();
            assertThat(seen.stream().filter(item -> item.kind() != CommittedFeed.Kind.DECIDED).map(item -> item.lsn().value())
                    .toList()).as("seed " + seed).isSorted().doesNotHaveDuplicates();
            assertThat(position(seen)).isEqualTo(run.end());
        }
    }

    /**
     * @param committed in the order of the log
     * @param end of the log
     */
    private record Interleaving(List<Long> committed, List<CommittedFeed.Item> seen, Lsn end) {
    }

    /** Transactions begin and end, the log's durable end moves, and the feed is read and made anew, in any order. */
    private static Interleaving interleaving(long seed, Duration passAfter) {
        Random random = new Random(seed);
        MemoryWal log = new MemoryWal(false);
        Journal own = new Journal(log);
        Deque<Long> open = new ArrayDeque<>();
        List<Long> committed = new ArrayList<>();
        List<CommittedFeed.Item> seen = new ArrayList<>();
        PairingFeed feed = behind(own, seen, passAfter);
        for (int step = 0; step < 300; step++) {
            switch (random.nextInt(5)) {
                case 0 -> open.add(own.append(transaction(1, 0, insert("k" + step))).lsn().value());
                case 1 -> {
                    if (!open.isEmpty()) {
                        long each = random.nextBoolean() ? open.removeFirst() : open.removeLast();
                        boolean yes = random.nextInt(3) > 0;
                        own.append(yes ? committed(each) : rolledBack(each));
                        if (yes) {
                            committed.add(each);
                        }
                    }
                }
                case 2 -> log.makeDurable(random.nextLong(log.lastLsn().value() + 1));
                case 3 -> {
                    if (random.nextInt(10) == 0) {
                        feed.close();
                        feed = behind(own, seen, passAfter);
                    }
                }
                default -> items(feed, seen);
            }
        }
        open.forEach(each -> own.append(rolledBack(each)));
        log.makeDurable(log.lastLsn().value());
        items(feed, seen);
        feed.close();
        return new Interleaving(committed.stream().sorted().toList(), seen, log.lastLsn());
    }

    /** A feed that goes on where an earlier one stood. */
    private static PairingFeed behind(Journal journal, List<CommittedFeed.Item> seen, Duration passAfter) {
        return new PairingFeed(journal, new JournalCodec(), CHANNEL, position(seen),
                new CommittedFeed.Passing(passAfter, undecided(seen)));
    }

    private static Lsn position(List<CommittedFeed.Item> seen) {
        return seen.stream().filter(item -> item.kind() != CommittedFeed.Kind.DECIDED).map(CommittedFeed.Item::lsn)
                .reduce(Lsn.NONE, Lsn::max);
    }

    private static List<Lsn> undecided(List<CommittedFeed.Item> seen) {
        List<Lsn> undecided = new ArrayList<>();
        for (CommittedFeed.Item item : seen) {
            if (item.kind() == CommittedFeed.Kind.PASSED) {
                undecided.add(item.lsn());
            } else if (item.kind() == CommittedFeed.Kind.DECIDED) {
                assertThat(undecided.remove(item.lsn())).isTrue();
            }
        }
        return undecided;
    }

    private static void items(PairingFeed feed, List<CommittedFeed.Item> to) {
        for (CommittedFeed.Item item = feed.next(Duration.ZERO); item != null; item = feed.next(Duration.ZERO)) {
            to.add(item);
        }
    }

    private PairingFeed passing(Duration after) {
        return new PairingFeed(journal, new JournalCodec(), CHANNEL, Lsn.NONE, new CommittedFeed.Passing(after, List.of()));
    }

    private long append(String key) {
        return journal.append(transaction(1, 0, insert(key))).lsn().value();
    }

    private void syncAll() {
        wal.makeDurable(wal.lastLsn().value());
    }

    private PairingFeed feed() {
        return new PairingFeed(journal, new JournalCodec(), CHANNEL, Lsn.NONE, CommittedFeed.Passing.NEVER);
    }

    private static List<Long> transactions(PairingFeed feed) {
        List<CommittedFeed.Item> seen = new ArrayList<>();
        items(feed, seen);
        return transactions(seen);
    }

    private static List<Long> transactions(List<CommittedFeed.Item> seen) {
        return seen.stream().flatMap(item -> item.events().stream()).map(ChangeEvent::transactionId).toList();
    }
}
