package io.quarkiverse.durable.runtime.recovery;

import static io.quarkiverse.durable.runtime.journal.Records.committed;
import static io.quarkiverse.durable.runtime.journal.Records.insert;
import static io.quarkiverse.durable.runtime.journal.Records.transaction;
import static io.quarkiverse.durable.runtime.slot.H2Database.LOG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.durable.runtime.journal.CommittedFeed;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.MemoryWal;
import io.quarkiverse.durable.runtime.journal.Records;
import io.quarkiverse.durable.runtime.journal.TransactionRecord;
import io.quarkiverse.durable.runtime.recovery.Recovery.NewLog;
import io.quarkiverse.durable.runtime.recovery.Recovery.UnknownDatabase;
import io.quarkiverse.durable.runtime.slot.H2Database;
import io.quarkiverse.durable.runtime.slot.Mark;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.runtime.slot.SlotLock;
import io.quarkiverse.durable.runtime.slot.SlotPool;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;

/** What the log lost and the slots still have: on a real H2, with a log whose end the test chooses. */
class StagedRecoveryTest {

    @TempDir
    Path directory;

    private H2Database h2;
    private SlotTable table;
    private final MemoryWal wal = new MemoryWal(false);
    private final Journal journal = new Journal(wal);
    private final SlotPool pool = new SlotPool(new AtomicLong());

    @BeforeEach
    void open() throws SQLException {
        h2 = new H2Database("jdbc:h2:file:" + directory.resolve("db") + ";WRITE_DELAY=0");
        table = h2.prepared();
        table.takeOver(Set.of(), 1, h2.lock());
        wal.note(OwnEpochs.NOTE + "<default>", List.of(1L));
    }

    @AfterEach
    void close() throws SQLException {
        h2.close();
    }

    @Test
    void aStagedTransactionThatTheLogLostComesBackAtItsOwnNumberAndTheOthersAreVoid() throws SQLException {
        commitInDatabase(append(1, 0), 1, 0);
        wal.makeDurable(1);
        append(2, 0);
        stage(3, 3, 0);
        stage(7, 2, 0);

        MemoryWal next = wal.crash();
        assertThat(recover(next, UnknownDatabase.FAIL))
                .isEqualTo(new Recovery.Report(List.of(1L, 3L, 7L), List.of(), false, List.of()));

        assertThat(types(next)).startsWith("1 TRANSACTION", "2 VOID", "3 TRANSACTION", "4 VOID", "5 VOID", "6 VOID",
                "7 TRANSACTION", "8 OUTCOME").hasSize(10);
        assertThat(events(next)).as("keys of the events, in order").containsExactly("k", "staged-3", "staged-7");
        assertThat(recover(next.crash(), UnknownDatabase.FAIL).committed()).as("and only once").isEmpty();
    }

    @Test
    void aRecoveryThatDiedWhileItPutRecordsBackGoesOnWhereItStood() throws SQLException {
        append(9, 0);
        wal.makeDurable(1);
        stage(2, 1, 0);
        stage(4, 2, 0);
        stage(6, 3, 0);
        for (long reached = 2; reached <= 6; reached++) {
            MemoryWal dying = wal.crash();
            recover(dying, UnknownDatabase.FAIL);
            MemoryWal next = dying.cutBehind(reached).crash();
            recover(next, UnknownDatabase.FAIL);
            assertThat(events(next)).as("died when %s was on the disk", reached)
                    .containsExactly("staged-2", "staged-4", "staged-6");
        }
    }

    /** Counterexample 3: neither in the log nor in a committed row when the recovery looks. */
    @Test
    void aStagedTransactionThatCommitsLateIsWaitedForAndComesBack() throws SQLException {
        table = h2.staged(3);
        table.takeOver(Set.of(), 1, h2.lock());
        append(1, 0);
        wal.makeDurable(1);
        try (Connection zombie = h2.begun()) {
            mark(zombie, 2, 3, 0, transaction(3, 0, insert("late")));
            assertThatThrownBy(() -> recover(wal.crash(), UnknownDatabase.FAIL, h2.lock(Duration.ofMillis(300), false)))
                    .isInstanceOf(SQLException.class);
            zombie.commit();
        }
        MemoryWal next = wal.crash();
        assertThat(recover(next, UnknownDatabase.FAIL).committed()).containsExactly(2L);
        assertThat(events(next)).containsExactly("late");
    }

    @Test
    void aStagedTransactionAfterTheTakeOverIsRefused() throws SQLException {
        table = h2.staged(3);
        table.takeOver(Set.of(), 1, h2.lock());
        long before = table.epoch();
        recover(wal.crash(), UnknownDatabase.FAIL);
        for (int slot = 1; slot <= 3; slot++) {
            try (Connection late = h2.begun()) {
                assertThat(h2.dialect.mark(late, LOG, new Mark(new Slot(slot, 0, true, null, 0), 9, before, true, null,
                        journal.encode(transaction(slot, 0, insert("late"))).payload()))).isNull();
            }
        }
    }

    /** Counterexample 4: the later transaction proves that the log knew the outcome of the earlier one, and it does not. */
    @Test
    void aSlotThatWasUsedAgainBeforeItsOutcomeWasDurableStopsTheStart() throws SQLException {
        commitInDatabase(append(1, 0), 1, 0);
        wal.makeDurable(1);
        stage(3, 1, 1);
        assertThatThrownBy(() -> recover(wal.crash(), UnknownDatabase.FAIL)).hasMessageContaining("DURABLE-0223");
    }

    @Test
    void aStagedTransactionWhoseSlotHadOneThatTheLogLostTooStopsTheStart() throws SQLException {
        append(9, 0);
        wal.makeDurable(1);
        stage(5, 1, 0);
        stage(9, 1, 5);
        assertThatThrownBy(() -> recover(wal.crash(), UnknownDatabase.FAIL)).hasMessageContaining("DURABLE-0222")
                .hasMessageContaining("[5]");
        MemoryWal next = wal.crash();
        assertThat(recover(next, UnknownDatabase.START_AFRESH).missing()).containsExactly(5L);
        assertThat(events(next)).containsExactly("staged-9");
    }

    @Test
    void aTransactionThatWaitedForTheLogIsNotPutBackBesideOneThatDidNot() throws SQLException {
        append(9, 0);
        wal.makeDurable(1);
        stage(3, 1, 0);
        commitInDatabase(5, 2, 0);
        assertThatThrownBy(() -> recover(wal.crash(), UnknownDatabase.FAIL)).hasMessageContaining("DURABLE-0222")
                .hasMessageContaining("[5]");
        MemoryWal next = wal.crash();
        recover(next, UnknownDatabase.START_AFRESH);
        assertThat(types(next)).contains("3 TRANSACTION", "5 VOID");
    }

    @Test
    void aSlotFarAheadOfTheLogIsNotReachedByVoidRecords() throws SQLException {
        append(9, 0);
        wal.makeDurable(1);
        stage(3, 1, 0);
        stage(LostTail.GAP_MAX + 100, 2, 0);
        assertThatThrownBy(() -> recover(wal.crash(), UnknownDatabase.FAIL)).hasMessageContaining("DURABLE-0222");
        MemoryWal next = wal.crash();
        assertThat(recover(next, UnknownDatabase.START_AFRESH).missing()).containsExactly(3L, LostTail.GAP_MAX + 100);
        assertThat(next.lastLsn().value()).isGreaterThan(LostTail.GAP_MAX);
    }

    @Test
    void aRecordOfAnotherSlotOrOfNoLayoutIsNotPutBack() throws SQLException {
        append(9, 0);
        wal.makeDurable(1);
        stage(3, 1, 0);
        h2.execute("UPDATE durable_slot SET slot=2 WHERE slot=1");
        assertThatThrownBy(() -> recover(wal.crash(), UnknownDatabase.FAIL)).hasMessageContaining("DURABLE-0227");
        for (String bytes : List.of("8109", "FF", "", "8101")) {
            h2.execute("UPDATE durable_slot SET record=X'" + bytes + "' WHERE slot=2");
            assertThatThrownBy(() -> recover(wal.crash(), UnknownDatabase.FAIL)).as(bytes).hasMessageContaining("DURABLE-0227");
        }
    }

    @Test
    void aDatabaseThatLosesCommitsIsNotReliedOnAlone() throws SQLException {
        try (H2Database losing = H2Database.inMemory()) {
            Recovery recovery = new Recovery(journal, losing.lock(),
                    new Recovery.Policy(true, UnknownDatabase.START_AFRESH, NewLog.ACCEPT, true));
            assertThatThrownBy(() -> recovery.takeOver(losing.staged(2))).hasMessageContaining("DURABLE-0226");
            assertThat(recovery.takeOver(losing.table())).isNotNull();
        }
    }

    /** A transaction that committed in the database alone. */
    private void stage(long transaction, int slot, long previous) throws SQLException {
        try (Connection connection = h2.begun()) {
            mark(connection, transaction, slot, previous, transaction(slot, previous, insert("staged-" + transaction)));
            connection.commit();
        }
    }

    private void mark(Connection connection, long transaction, int slot, long previous, TransactionRecord record)
            throws SQLException {
        Slot used = new Slot(slot, previous, previous > 0 || table.plan().fixed(), null, 0);
        assertThat(h2.dialect.mark(connection, LOG, new Mark(used, transaction, table.epoch(), true, null,
                journal.encode(record).payload()))).isNotNull();
    }

    private static List<String> types(MemoryWal log) {
        List<String> types = new ArrayList<>();
        try (WalReader reader = log.read(Lsn.of(1))) {
            for (WalRecord record = reader.next(Duration.ZERO); record != null; record = reader.next(Duration.ZERO)) {
                types.add(record.lsn() + " " + Map.of(0x8001, "TRANSACTION", 0x8003, "OUTCOME", 0x8004, "VOID")
                        .get(record.type()));
            }
        }
        return types;
    }

    private static List<String> events(MemoryWal log) {
        List<String> keys = new ArrayList<>();
        try (CommittedFeed feed = new Journal(log).feed(Records.CHANNEL, Lsn.NONE, CommittedFeed.Passing.NEVER)) {
            for (CommittedFeed.Item item = feed.next(Duration.ZERO); item != null; item = feed.next(Duration.ZERO)) {
                item.events().forEach(event -> keys.add(event.key()));
            }
        }
        return keys;
    }

    private long append(int slot, long previous) {
        return journal.append(transaction(slot, previous, insert("k"))).lsn().value();
    }

    private Recovery.Report recover(MemoryWal log, UnknownDatabase unknown) throws SQLException {
        return recover(log, unknown, h2.lock());
    }

    private Recovery.Report recover(MemoryWal log, UnknownDatabase unknown, SlotLock lock) throws SQLException {
        Journal recovered = new Journal(log);
        recovered.scan();
        Recovery recovery = new Recovery(recovered, lock, new Recovery.Policy(true, unknown, NewLog.ACCEPT, true));
        Recovery.Taken taken = recovery.takeOver(table);
        recovery.restore(List.of(taken));
        recovery.raiseFloor(List.of(taken));
        return recovery.finish(taken, pool);
    }

    private void commitInDatabase(long transaction, int slot, long previous) throws SQLException {
        try (Connection connection = h2.begun()) {
            Slot used = new Slot(slot, previous, previous > 0, null, 0);
            assertThat(h2.dialect.mark(connection, LOG, new Mark(used, transaction, table.epoch(), true, null))).isNotNull();
            connection.commit();
        }
    }
}
