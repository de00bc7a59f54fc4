package io.quarkiverse.durable.runtime.journal;

import static io.quarkiverse.durable.runtime.journal.Records.committed;
import static io.quarkiverse.durable.runtime.journal.Records.insert;
import static io.quarkiverse.durable.runtime.journal.Records.rolledBack;
import static io.quarkiverse.durable.runtime.journal.Records.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.engine.WalEngine;

class JournalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void aTransactionIsOpenUntilItsOutcomeIsAppended() {
        Journal journal = new Journal(new MemoryWal(true));
        journal.append(transaction(1, 0, insert("a")));
        journal.append(transaction(2, 0, insert("b")));
        assertThat(journal.open()).extracting(Journal.OpenTransaction::id).containsExactly(1L, 2L);
        assertThat(journal.awaitOutcomes(Lsn.of(1), Duration.ZERO)).isFalse();

        journal.append(committed(1));

        assertThat(journal.open()).extracting(Journal.OpenTransaction::id).containsExactly(2L);
        assertThat(journal.awaitOutcomes(Lsn.of(1), PATIENCE)).isTrue();
    }

    @Test
    void aRecordThatMustBeUnderstoodAndIsNotStopsTheReaderAndOneThatNeedNotIsPassedOver() {
        MemoryWal wal = new MemoryWal(true);
        Journal journal = new Journal(wal);
        wal.append(77, ByteBuffer.allocate(1));
        journal.append(transaction(1, 0, insert("a")));
        journal.append(committed(2));
        assertThat(journal.feed(Records.CHANNEL, Lsn.NONE, CommittedFeed.Passing.NEVER).next(PATIENCE))
                .extracting(CommittedFeed.Item::lsn)
                .isEqualTo(Lsn.of(1));
        wal.append(Wal.REQUIRED | 77, ByteBuffer.allocate(1));

        assertThatThrownBy(() -> new Journal(wal).scan()).isInstanceOf(DurableException.class)
                .hasMessageContaining("DURABLE-0211").hasMessageContaining("type 77");
        CommittedFeed feed = journal.feed(Records.CHANNEL, Lsn.of(3), CommittedFeed.Passing.NEVER);
        assertThatThrownBy(() -> feed.next(PATIENCE)).hasMessageContaining("DURABLE-0211");
    }

    @Test
    void aRecordOfWhichTheContentIsNotKnownIsNamed() {
        MemoryWal wal = new MemoryWal(true);
        wal.append(RecordType.TRANSACTION, JournalCodec.payload(cbor -> cbor.writeString("of another version")));

        assertThatThrownBy(() -> new Journal(wal).scan()).isInstanceOf(DurableException.class)
                .hasMessageContaining("DURABLE-0213").hasMessageContaining("Record 1 of the log");
        CommittedFeed feed = new Journal(wal).feed(Records.CHANNEL, Lsn.NONE, CommittedFeed.Passing.NEVER);
        assertThatThrownBy(() -> feed.next(PATIENCE)).hasMessageContaining("DURABLE-0213");
    }

    /** Or who has all that is before the first transaction, and waits for its outcome, would wait for ever. */
    @Test
    void thereIsRoomForEveryOutcomeInALogThatIsFull(@TempDir Path directory) {
        WalOptions options = WalOptions.defaults(directory).withSegmentSize(64 << 10).withDiskBudget(3 * (64 << 10));
        try (Wal wal = WalEngine.open(options, WalListener.NONE)) {
            Journal journal = new Journal(wal);
            List<Long> undecided = new ArrayList<>();
            assertThatThrownBy(() -> {
                while (true) {
                    Wal.Ticket ticket = journal.append(transaction(1, 0, insert("a")));
                    undecided.add(ticket.lsn().value());
                    ticket.await();
                    if (undecided.size() > 6) {
                        journal.append(committed(undecided.remove(undecided.size() - 1))).await();
                    }
                }
            }).isInstanceOf(WalException.Full.class);
            undecided.forEach(each -> journal.append(committed(each)).await());
            assertThat(journal.open()).isEmpty();
        }
    }

    @Test
    void whatARealLogLostIsPutBackAtItsOwnNumbersWithVoidRecordsBetween(@TempDir Path directory) {
        WalOptions options = WalOptions.defaults(directory).withSegmentSize(64 << 10);
        try (Wal wal = WalEngine.open(options, WalListener.NONE)) {
            new Journal(wal).append(transaction(1, 0, insert("a"))).await();
        }
        try (Wal wal = WalEngine.open(options, WalListener.NONE)) {
            Journal journal = new Journal(wal);
            journal.scan();
            SortedMap<Lsn, Journal.Encoded> lost = new TreeMap<>();
            lost.put(Lsn.of(3), journal.encode(transaction(2, 0, insert("b"))));
            lost.put(Lsn.of(4), journal.encode(transaction(3, 0, insert("c"))));
            journal.restore(lost, Lsn.of(6));
            assertThat(journal.append(committed(3)).lsn()).isEqualTo(Lsn.of(7));
        }
        try (Wal wal = WalEngine.open(options, WalListener.NONE); WalReader reader = wal.read(Lsn.of(1))) {
            List<Integer> types = new ArrayList<>();
            for (WalRecord record = reader.next(Duration.ZERO); record != null; record = reader.next(Duration.ZERO)) {
                types.add(record.type());
            }
            assertThat(types).containsExactly(RecordType.TRANSACTION, RecordType.VOID, RecordType.TRANSACTION,
                    RecordType.TRANSACTION, RecordType.VOID, RecordType.VOID, RecordType.OUTCOME);
            Journal journal = new Journal(wal);
            journal.scan();
            assertThat(journal.open()).extracting(Journal.OpenTransaction::id).containsExactly(1L, 4L);
        }
    }

    @Test
    void theCursorStandsBelowTheFirstTransactionWithoutAnOutcome() {
        MemoryWal wal = new MemoryWal(true);
        Journal journal = new Journal(wal);
        journal.append(transaction(1, 0, insert("a")));
        journal.append(transaction(2, 0, insert("b")));
        journal.append(rolledBack(2));
        assertThat(outcomes(wal)).isEqualTo(0);
        journal.append(committed(1));
        journal.append(transaction(1, 1, insert("c")));
        journal.append(rolledBack(5));
        assertThat(outcomes(wal)).isGreaterThanOrEqualTo(4);
    }

    @Test
    void theCursorDoesNotPassATransactionWhoseOutcomeACrashMayStillTake() {
        MemoryWal wal = new MemoryWal(false);
        Journal journal = new Journal(wal);
        journal.append(transaction(1, 0, insert("a")));
        wal.makeDurable(1);
        journal.append(transaction(2, 0, insert("b")));
        wal.makeDurable(2);
        journal.append(committed(1));
        wal.saveCursors();

        Journal next = new Journal(wal.crash());
        next.scan();

        assertThat(next.open()).extracting(Journal.OpenTransaction::id).as("to be resolved by recovery")
                .containsExactly(1L, 2L);
    }

    @Test
    void theCursorIsNotAheadOfTheLog() {
        MemoryWal wal = new MemoryWal(false);
        Journal journal = new Journal(wal);
        journal.append(transaction(1, 0, insert("a")));
        wal.makeDurable(1);
        journal.append(committed(1));
        assertThat(outcomes(wal)).isLessThanOrEqualTo(1);
    }

    @Test
    void whereverACrashCutsTheLogEveryTransactionThatIsLeftHasAnOutcomeOrIsFoundOpen() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            MemoryWal wal = new MemoryWal(false);
            Journal journal = new Journal(wal);
            Deque<Long> open = new ArrayDeque<>();
            Map<Long, Long> outcomeOf = new HashMap<>();
            for (int step = 0; step < 60; step++) {
                switch (random.nextInt(4)) {
                    case 0 -> open.add(journal.append(transaction(1, 0, insert("k"))).lsn().value());
                    case 1 -> {
                        if (!open.isEmpty()) {
                            long each = random.nextBoolean() ? open.removeFirst() : open.removeLast();
                            outcomeOf.put(each, journal.append(committed(each)).lsn().value());
                        }
                    }
                    case 2 -> wal.makeDurable(random.nextLong(wal.lastLsn().value() + 1));
                    default -> wal.saveCursors();
                }
            }
            long durable = wal.durableLsn().value();
            Set<Long> expected = new TreeSet<>(open);
            outcomeOf.forEach((transaction, outcome) -> {
                if (outcome > durable) {
                    expected.add(transaction);
                }
            });
            expected.removeIf(transaction -> transaction > durable);

            Journal next = new Journal(wal.crash());
            next.scan();

            assertThat(next.open()).as("seed " + seed).extracting(Journal.OpenTransaction::id)
                    .containsExactlyElementsOf(expected);
        }
    }

    @Test
    void aScanFindsWhatAnEarlierProcessLeftOpen() {
        MemoryWal wal = new MemoryWal(true);
        Journal journal = new Journal(wal);
        journal.append(transaction(1, 0, insert("a")));
        journal.append(committed(1));
        journal.append(transaction(1, 1, insert("b")));
        wal.saveCursors();

        Journal next = new Journal(wal.crash());
        next.scan();

        assertThat(next.open()).singleElement().satisfies(open -> {
            assertThat(open.id()).isEqualTo(3);
            assertThat(open.transaction().participants().get(0).previous()).isEqualTo(1);
        });
    }

    private static long outcomes(MemoryWal wal) {
        return wal.cursor(Journal.OUTCOMES, Lsn.NONE).position().value();
    }
}
