package io.quarkiverse.durable.runtime.journal;

import static io.quarkiverse.durable.runtime.journal.Records.committed;
import static io.quarkiverse.durable.runtime.journal.Records.insert;
import static io.quarkiverse.durable.runtime.journal.Records.rolledBack;
import static io.quarkiverse.durable.runtime.journal.Records.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.wal.Lsn;

class JournalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void aTransactionIsOpenUntilItsOutcomeIsAppended() {
        Journal journal = new Journal(new MemoryWal(true));
        journal.append(transaction(1, 0, insert("a")));
        journal.append(transaction(2, 0, insert("b")));
        assertThat(journal.open()).extracting(Journal.OpenTransaction::id).containsExactly(1L, 2L);
        assertThat(journal.awaitOutcome(Lsn.of(1), Duration.ZERO)).isFalse();

        journal.append(committed(1));

        assertThat(journal.open()).extracting(Journal.OpenTransaction::id).containsExactly(2L);
        assertThat(journal.awaitOutcome(Lsn.of(1), PATIENCE)).isTrue();
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
        assertThat(outcomes(wal)).isEqualTo(4);
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
        wal.makeDurable(2);
        assertThat(outcomes(wal)).isEqualTo(2);
    }

    @Test
    void outcomesThatBecomeDurableTogetherMoveTheCursorOverAllOfThem() {
        MemoryWal wal = new MemoryWal(false);
        Journal journal = new Journal(wal);
        for (int slot = 1; slot <= 3; slot++) {
            journal.append(transaction(slot, 0, insert("k" + slot)));
        }
        journal.append(committed(3));
        journal.append(committed(1));
        journal.append(committed(2));
        wal.makeDurable(5);
        assertThat(outcomes(wal)).as("1 has a durable outcome, 2 has not").isEqualTo(1);
        wal.makeDurable(6);
        assertThat(outcomes(wal)).isEqualTo(6);
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
