package io.quarkiverse.durable.runtime.journal;

import static io.quarkiverse.durable.runtime.journal.Records.CHANNEL;
import static io.quarkiverse.durable.runtime.journal.Records.DATASOURCE;
import static io.quarkiverse.durable.runtime.journal.Records.committed;
import static io.quarkiverse.durable.runtime.journal.Records.image;
import static io.quarkiverse.durable.runtime.journal.Records.insert;
import static io.quarkiverse.durable.runtime.journal.Records.rolledBack;
import static io.quarkiverse.durable.runtime.journal.Records.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.CommittedFeed.Item;
import io.quarkiverse.durable.runtime.journal.CommittedFeed.Kind;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;

/** A transaction of which a part is in chunks before its record. */
class LargeTransactionTest {

    private static final Chunking SMALL = new Chunking(1, 10, Duration.ofHours(1));
    private static final Change EVENT = new Change(CHANNEL, "Done", "e", Operation.EVENT, null, image("data", 1), List.of());

    private final MemoryWal wal = new MemoryWal(true);
    private final Journal journal = new Journal(wal, SMALL);

    @Test
    void nothingComesOfChunksAloneNorOfARecordWithoutAnOutcome() {
        ChunkWriter writer = chunks("a", 25);
        assertThat(wal.lastLsn().value()).as("chunks").isEqualTo(3);
        try (CommittedFeed feed = feed(CHANNEL)) {
            assertThat(events(feed)).isEmpty();
            long large = record(writer, insert("z"));
            assertThat(events(feed)).isEmpty();
            journal.append(rolledBack(large));
            assertThat(events(feed)).isEmpty();
        }
    }

    @Test
    void itsEventsComeInBoundedPartsWithIndexAndCountOverAll() {
        ChunkWriter writer = chunks("a", 700);
        long large = record(writer, insert("y"), insert("z"));
        journal.append(committed(large));
        long next = journal.append(transaction(2, 0, insert("n"))).lsn().value();
        journal.append(committed(next));
        List<ChangeEvent> events = new ArrayList<>();
        List<Kind> kinds = new ArrayList<>();
        try (CommittedFeed feed = feed(CHANNEL)) {
            for (Item item = feed.next(Duration.ZERO); item.lsn().value() <= large; item = feed.next(Duration.ZERO)) {
                if (!item.events().isEmpty()) {
                    assertThat(item.events()).hasSizeLessThanOrEqualTo(ChangeStream.PIECE_MAX);
                    kinds.add(item.kind());
                    events.addAll(item.events());
                }
                assertThat(item.kind() == Kind.PART || item.lsn().value() < large || events.size() == 702).isTrue();
            }
            assertThat(events(feed)).extracting(ChangeEvent::key).as("the next one follows").containsExactly("n");
        }
        assertThat(kinds.subList(0, kinds.size() - 1)).hasSizeGreaterThan(50).containsOnly(Kind.PART);
        assertThat(kinds.get(kinds.size() - 1)).isEqualTo(Kind.FORWARD);
        for (int i = 0; i < 702; i++) {
            ChangeEvent event = events.get(i);
            assertThat(event.key()).isEqualTo(i < 700 ? "a" + i : i == 700 ? "y" : "z");
            assertThat(event.index()).isEqualTo(i);
            assertThat(event.count()).isEqualTo(702);
            assertThat(event.transactionId()).isEqualTo(large);
            assertThat(event.token()).isEqualTo(1000 + large);
            assertThat(event.id()).isEqualTo(wal.logId() + ":" + large + ":" + i);
        }
    }

    @Test
    void chunksOfSeveralTransactionsMayStandBetweenEachOther() {
        ChunkWriter one = journal.chunkWriter();
        ChunkWriter two = journal.chunkWriter();
        ChunkWriter never = journal.chunkWriter();
        for (int i = 0; i < 30; i += 10) {
            one.append(inserts("a", i, 10), any -> 1);
            never.append(inserts("x", i, 10), any -> 1);
            two.append(inserts("b", i, 10), any -> 1);
        }
        long second = record(two);
        long first = record(one);
        journal.append(committed(first));
        journal.append(committed(second));
        try (CommittedFeed feed = feed(CHANNEL)) {
            List<String> expected = new ArrayList<>(inserts("b", 0, 30).stream().map(Change::key).toList());
            inserts("a", 0, 30).forEach(each -> expected.add(each.key()));
            assertThat(events(feed)).extracting(ChangeEvent::key).isEqualTo(expected);
        }
    }

    @Test
    void aChannelGetsItsEventsAloneAndOneWithoutAnyIsNotHeldUp() {
        ChunkWriter writer = chunks("a", 20);
        writer.append(List.of(new Change("other", "Line", "9", Operation.INSERT, null, image(), List.of())), any -> 1);
        long large = record(writer, insert("z"));
        try (CommittedFeed third = feed("third", Duration.ZERO, 1)) {
            assertThat(events(third)).isEmpty();
            assertThat(third.next(Duration.ZERO)).isNull();
            assertThat(((PairingFeed) third).waitingCount()).as("it was passed, with nothing for the channel").isZero();
        }
        journal.append(committed(large));
        try (CommittedFeed other = feed("other"); CommittedFeed third = feed("third")) {
            assertThat(events(other)).singleElement().satisfies(event -> {
                assertThat(event.index()).isEqualTo(20);
                assertThat(event.count()).isEqualTo(22);
            });
            assertThat(events(third)).isEmpty();
        }
    }

    @Test
    void explicitEventsInChunksAreOfTheParticipantThatTheRecordNamesAndEachDatabaseHasItsOutcome() {
        ChunkWriter writer = journal.chunkWriter();
        writer.append(List.of(insert("a"), EVENT.of(Change.ANY), insert("b").of(1)), any -> 1);
        TransactionRecord record = new TransactionRecord(
                List.of(new Participant("one", 1, 0, 1, null), new Participant("two", 1, 0, 1, null)),
                TransactionRecord.Metadata.NONE, List.of(insert("c")), writer.written(1));
        long large = journal.append(record).lsn().value();
        List<String> keys = new ArrayList<>();
        journal.forEachChange(journal.open().get(0), change -> keys.add(change.key() + change.participant()));
        assertThat(keys).containsExactly("a0", "e1", "b1", "c0");
        journal.append(new Outcome(large, "one", Outcome.Result.ROLLED_BACK, 0, Outcome.Evidence.SLOT));
        journal.append(new Outcome(large, "two", Outcome.Result.COMMITTED, 7, Outcome.Evidence.SLOT));
        try (CommittedFeed feed = feed(CHANNEL)) {
            assertThat(events(feed))
                    .extracting(event -> event.key() + event.index() + "/" + event.count() + ":" + event.token())
                    .containsExactly("e1/4:7", "b2/4:7");
        }
    }

    @Test
    void oneWithFewEventsIsPassedAndOneWithMoreThanTheWindowHoldsIsWaitedFor() {
        long large = record(chunks("a", 20), insert("z"));
        long next = journal.append(transaction(2, 0, insert("n"))).lsn().value();
        journal.append(committed(next));
        try (CommittedFeed few = feed(CHANNEL, Duration.ZERO, 21); CommittedFeed many = feed(CHANNEL, Duration.ZERO, 20)) {
            assertThat(events(many)).isEmpty();
            assertThat(many.next(Duration.ZERO)).isNull();
            Item passed = few.next(Duration.ZERO);
            while (passed.lsn().value() < large) {
                passed = few.next(Duration.ZERO);
            }
            assertThat(passed.kind()).isEqualTo(Kind.PASSED);
            assertThat(passed.keys()).hasSize(21).startsWith("a0", "a1").endsWith("a19", "z");
            assertThat(events(few)).extracting(ChangeEvent::key).containsExactly("n");
            journal.append(committed(large));
            Item decided = few.nextDecision();
            assertThat(decided.kind()).isEqualTo(Kind.DECIDED);
            assertThat(decided.events()).extracting(ChangeEvent::key).isEqualTo(passed.keys());
            assertThat(events(many)).hasSize(22);
        }
    }

    @Test
    void theLogKeepsChunksAsLongAsTheTransactionRuns() {
        wal.append(RecordType.VOID, ByteBuffer.allocate(0));
        ChunkWriter writer = chunks("a", 20);
        assertThat(wal.holds()).extracting(Wal.Hold::from).containsExactly(Lsn.of(2));
        small();
        assertThat(outcomes()).isEqualTo(1);
        writer.end();
        assertThat(wal.holds()).isEmpty();
        assertThat(journal.look()).isEmpty();
        assertThat(outcomes()).isEqualTo(wal.lastLsn().value());
        assertThatThrownBy(() -> record(writer)).hasMessageContaining("DURABLE-0118");
        assertThatThrownBy(() -> writer.append(inserts("b", 0, 1), any -> 1)).hasMessageContaining("DURABLE-0118");
    }

    @Test
    void theLogKeepsChunksUntilEverySinkHasThemBehindItDurably() {
        Wal.Cursor one = journal.cursor("one");
        Wal.Cursor two = journal.cursor("two");
        long large = record(chunks("a", 20));
        small();
        assertThat(outcomes()).as("no outcome").isZero();
        journal.append(committed(large));
        journal.look();
        assertThat(outcomes()).as("not published").isZero();
        one.advance(wal.lastLsn());
        two.advance(wal.lastLsn());
        one.save();
        journal.look();
        assertThat(outcomes()).as("one may forget it").isZero();
        two.save();
        journal.look();
        assertThat(outcomes()).isEqualTo(wal.lastLsn().value());
        assertThat(wal.holds()).isEmpty();
    }

    @Test
    void ofOneThatDidNotCommitChunksAreKeptUntilThatIsDurable() {
        MemoryWal slow = new MemoryWal(false);
        Journal own = new Journal(slow, SMALL);
        own.cursor("one");
        ChunkWriter writer = own.chunkWriter();
        writer.append(inserts("a", 0, 10), any -> 1);
        long large = own.append(new TransactionRecord(List.of(new Participant(DATASOURCE, 1, 0, 1, null)),
                TransactionRecord.Metadata.NONE, List.of(), writer.written(0))).lsn().value();
        slow.makeDurable(large);
        own.append(rolledBack(large));
        own.look();
        assertThat(slow.holds()).hasSize(1);
        slow.makeDurable(large + 1);
        own.look();
        assertThat(slow.holds()).isEmpty();
    }

    @Test
    void afterARestartChunksThatAreNeededAreFoundAgainAndThoseWithoutARecordHoldNothing() {
        Wal.Cursor sink = journal.cursor("one");
        chunks("void", 20);
        long large = record(chunks("a", 20), insert("z"));
        long committed = record(chunks("b", 20), insert("z"));
        journal.append(committed(committed));
        ChunkWriter running = chunks("c", 20);
        assertThat(running.isEmpty()).isFalse();
        sink.advance(Lsn.of(1));
        wal.saveCursors();

        MemoryWal left = wal.crash();
        Journal next = new Journal(left, SMALL);
        next.scan();
        assertThat(next.open()).extracting(Journal.OpenTransaction::id).containsExactly(large);
        next.look();
        assertThat(left.cursor(Journal.OUTCOMES, Lsn.NONE).position().value()).as("below the first needed chunk").isEqualTo(2);
        next.append(committed(large));
        Wal.Cursor found = next.cursor("one");
        try (CommittedFeed feed = next.feed(CHANNEL, found.position(), CommittedFeed.Passing.NEVER)) {
            assertThat(events(feed)).hasSize(42);
        }
        found.advance(Lsn.of(large));
        found.save();
        next.look();
        assertThat(left.cursor(Journal.OUTCOMES, Lsn.NONE).position().value()).isEqualTo(large);
        found.advance(left.lastLsn());
        found.save();
        next.look();
        assertThat(left.cursor(Journal.OUTCOMES, Lsn.NONE).position()).isEqualTo(left.lastLsn());
        assertThat(left.holds()).isEmpty();
    }

    @Test
    void aTransactionThatGoesOnForTooLongLosesItsChunksAndCannotCommit() {
        Journal impatient = new Journal(wal, new Chunking(1, 10, Duration.ofNanos(1)));
        ChunkWriter writer = impatient.chunkWriter();
        writer.append(inserts("a", 0, 10), any -> 1);
        long recorded = impatient.append(transactionWith(writer)).lsn().value();
        ChunkWriter late = impatient.chunkWriter();
        late.append(inserts("b", 0, 10), any -> 1);
        assertThat(impatient.look()).as("not the one with a record").containsExactly(Lsn.of(recorded + 1));
        assertThat(wal.holds()).extracting(Wal.Hold::from).containsExactly(Lsn.of(1));
        assertThatThrownBy(() -> impatient.append(transactionWith(late))).hasMessageContaining("DURABLE-0118");
        assertThatThrownBy(() -> late.append(inserts("b", 0, 1), any -> 1)).isInstanceOf(DurableException.class)
                .hasMessageContaining("DURABLE-0118").hasMessageContaining("chunk-patience");
    }

    @Test
    void aLogThatIsFullSaysSoAtTheChunk() {
        ChunkWriter writer = chunks("a", 10);
        wal.refuse(new WalException.Full(Path.of("log"), "no room", null));
        assertThatThrownBy(() -> writer.append(inserts("b", 0, 1), any -> 1)).isInstanceOf(WalException.Full.class);
        wal.refuse(null);
        assertThatThrownBy(() -> writer.append(inserts("b", 0, 1), any -> 1)).hasMessageContaining("DURABLE-0121");
        assertThatThrownBy(() -> writer.written(0)).as("the record would lack what failed")
                .hasMessageContaining("DURABLE-0121");
    }

    @Test
    void chunksThatAreNotAsTheRecordSaysAreAnError() {
        ChunkWriter writer = chunks("a", 30);
        Chunks right = writer.written(0);
        for (Chunks wrong : List.of(new Chunks(right.first(), right.last() - 1, 3, right.changes(), 0),
                new Chunks(right.first(), right.last(), 2, right.changes(), 0),
                new Chunks(right.first(), right.last(), 3, Map.of(CHANNEL, 29), 0))) {
            TransactionRecord record = new TransactionRecord(List.of(new Participant(DATASOURCE, 1, 0, 1, null)),
                    TransactionRecord.Metadata.NONE, List.of(insert("z")), wrong);
            try (ChangeStream stream = new ChangeStream(wal, 9, record)) {
                assertThatThrownBy(() -> {
                    for (int i = 0; i < 9; i++) {
                        stream.next();
                    }
                }).as("%s", wrong).hasMessageContaining("DURABLE-0212");
            }
        }
    }

    private ChunkWriter chunks(String prefix, int changes) {
        ChunkWriter writer = journal.chunkWriter();
        writer.append(inserts(prefix, 0, changes), any -> 1);
        return writer;
    }

    private static List<Change> inserts(String prefix, int from, int count) {
        List<Change> changes = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            changes.add(insert(prefix + i));
        }
        return changes;
    }

    private long record(ChunkWriter writer, Change... changes) {
        return journal.append(transactionWith(writer, changes)).lsn().value();
    }

    private static TransactionRecord transactionWith(ChunkWriter writer, Change... changes) {
        return new TransactionRecord(List.of(new Participant(DATASOURCE, 1, 0, 1, null)), TransactionRecord.Metadata.NONE,
                List.of(changes), writer.written(0));
    }

    /** A small one that commits. */
    private void small() {
        journal.append(committed(journal.append(transaction(2, 0, insert("small"))).lsn().value()));
    }

    private long outcomes() {
        return wal.cursor(Journal.OUTCOMES, Lsn.NONE).position().value();
    }

    private CommittedFeed feed(String channel) {
        return journal.feed(channel, Lsn.NONE, CommittedFeed.Passing.NEVER);
    }

    private CommittedFeed feed(String channel, Duration passAfter, int eventsMax) {
        return journal.feed(channel, Lsn.NONE, new CommittedFeed.Passing(passAfter, List.of(), eventsMax));
    }

    private static List<ChangeEvent> events(CommittedFeed feed) {
        List<ChangeEvent> events = new ArrayList<>();
        for (Item item = feed.next(Duration.ZERO); item != null; item = feed.next(Duration.ZERO)) {
            events.addAll(item.events());
        }
        return events;
    }
}
