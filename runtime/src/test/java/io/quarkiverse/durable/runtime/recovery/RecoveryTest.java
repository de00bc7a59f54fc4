package io.quarkiverse.durable.runtime.recovery;

import static io.quarkiverse.durable.runtime.journal.Records.committed;
import static io.quarkiverse.durable.runtime.slot.H2Database.LOG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.MemoryWal;
import io.quarkiverse.durable.runtime.recovery.Recovery.NewLog;
import io.quarkiverse.durable.runtime.recovery.Recovery.UnknownDatabase;
import io.quarkiverse.durable.runtime.slot.H2Database;
import io.quarkiverse.durable.runtime.slot.Mark;
import io.quarkiverse.durable.runtime.slot.OtherLog;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.runtime.slot.SlotConnections;
import io.quarkiverse.durable.runtime.slot.SlotNames;
import io.quarkiverse.durable.runtime.slot.SlotTable;

/** Start-up, with a log whose end the test chooses. */
class RecoveryTest extends RecoveryFixture {

    @Test
    void theSlotsSayWhatCommittedAndWhatDidNot() throws SQLException {
        commitInDatabase(append(1, 0), 1, 0);
        append(2, 0);
        wal.makeDurable(2);

        MemoryWal next = wal.crash();
        assertThat(recover(next, UnknownDatabase.FAIL))
                .isEqualTo(new Recovery.Report(List.of(1L), List.of(2L), false, List.of()));
        assertThat(new Journal(next).open()).isEmpty();
    }

    @Test
    void runningItTwiceFindsNothingMore() throws SQLException {
        commitInDatabase(append(1, 0), 1, 0);
        wal.makeDurable(1);
        MemoryWal next = wal.crash();
        recover(next, UnknownDatabase.FAIL);
        Journal again = new Journal(next);
        again.scan();
        assertThat(again.open()).isEmpty();
        assertThat(recover(next, UnknownDatabase.FAIL))
                .isEqualTo(new Recovery.Report(List.of(), List.of(), false, List.of()));
    }

    @Test
    void theNextNumberIsAboveEverySlotAndEveryCursor() throws SQLException {
        long transaction = append(1, 0);
        wal.makeDurable(1);
        journal.append(committed(transaction));
        commitInDatabase(40, 1, 0);
        MemoryWal next = wal.crash();
        recover(next, UnknownDatabase.START_AFRESH);
        assertThat(next.lastLsn().value()).isGreaterThanOrEqualTo(40);
    }

    @Test
    void aSlotAheadOfTheLogIsRefused() throws SQLException {
        append(1, 0);
        wal.makeDurable(1);
        commitInDatabase(7, 2, 0);
        assertThatThrownBy(() -> recover(wal.crash(), UnknownDatabase.FAIL)).hasMessageContaining("DURABLE-0222")
                .hasMessageContaining("[7]");
    }

    @Test
    void aSlotThatNamesAnOlderTransactionThanTheRecordSawIsNoEvidence() throws SQLException {
        commitInDatabase(append(1, 0), 1, 0);
        journal.append(committed(1));
        append(1, 2);
        wal.makeDurable(3);
        assertThatThrownBy(() -> recover(wal.crash(), UnknownDatabase.FAIL)).hasMessageContaining("DURABLE-0224");
        assertThat(recover(wal.crash(), UnknownDatabase.START_AFRESH).rolledBack()).containsExactly(3L);
    }

    @Test
    void aSlotRowThatIsGoneIsNoEvidence() throws SQLException {
        commitInDatabase(append(1, 0), 1, 0);
        journal.append(committed(1));
        append(1, 1);
        wal.makeDurable(3);
        h2.execute("DELETE FROM durable_slot WHERE slot=1");
        assertThatThrownBy(() -> recover(wal.crash(), UnknownDatabase.FAIL)).hasMessageContaining("DURABLE-0224");
    }

    @Test
    void aLostTailThatReusedASlotStopsOnlyWhereNothingMayBeLost() throws SQLException {
        commitInDatabase(append(1, 0), 1, 0);
        commitInDatabase(9, 1, 1);
        wal.makeDurable(1);
        assertThatThrownBy(() -> recover(wal.crash(), UnknownDatabase.FAIL)).hasMessageContaining("DURABLE-022");
        assertThat(recover(wal.crash(), UnknownDatabase.START_AFRESH).missing()).containsExactly(9L, 1L);
    }

    /**
     * An outdated copy starts, and the process with the whole log commits before each of the connections that recovery makes.
     */
    @Test
    void aStartThatIsRefusedFencesNobodyWheneverTheOtherCommits() throws SQLException {
        boolean fenced = false;
        for (int at = 1; !fenced; at++) {
            h2.execute("DELETE FROM durable_slot");
            SlotTable original = h2.table();
            original.takeOver(Set.of(), 1, h2.lock());
            AtomicInteger connections = new AtomicInteger();
            int commitAt = at;
            AtomicReference<Boolean> committed = new AtomicReference<>();
            MemoryWal outdatedLog = new MemoryWal(false);
            tookOver(outdatedLog);
            Journal outdated = new Journal(outdatedLog);
            SlotTable copy = h2.table(() -> {
                if (connections.incrementAndGet() == commitAt) {
                    committed.set(commits(original, 7));
                }
            });
            try {
                recovery(outdated, NewLog.ACCEPT).takeOver(copy);
                assertThat(committed.get()).as("connection %s", at).isNotEqualTo(true);
                fenced = true;
            } catch (DurableException refused) {
                assertThat(refused).hasMessageContaining("DURABLE-0222").hasMessageContaining("[7]");
                assertThat(committed.get()).isTrue();
                assertThat(commits(original, 8)).as("the original goes on; connection %s", at).isTrue();
            }
        }
    }

    private boolean commits(SlotTable original, long transaction) throws SQLException {
        try (Connection connection = h2.begun()) {
            Mark mark = new Mark(new Slot((int) transaction, 0, false, null, 0), transaction, original.epoch(), true, null);
            boolean marked = h2.dialect.mark(connection, LOG, mark) != null;
            connection.commit();
            return marked;
        }
    }

    @Test
    void aDatabaseThatDoesNotKnowTheLogIsRefusedOrThePastIsPutAside() throws SQLException {
        append(1, 0);
        wal.cursor(Journal.SINK_PREFIX + "orders", wal.lastLsn().previous());
        wal.makeDurable(1);
        wal.saveCursors();
        h2.execute("DELETE FROM durable_slot");
        assertThatThrownBy(() -> recover(wal.crash(), UnknownDatabase.FAIL)).hasMessageContaining("DURABLE-0221");

        MemoryWal next = wal.crash();
        Recovery.Report report = recover(next, UnknownDatabase.START_AFRESH);

        assertThat(report.afresh()).isTrue();
        assertThat(next.cursor(Journal.SINK_PREFIX + "orders", wal.lastLsn()).savedPosition().value()).isEqualTo(1);
        assertThat(recover(next, UnknownDatabase.FAIL).afresh()).isFalse();
    }

    @Test
    void aNewLogIsToldOnceOfTheOthersThatTheDatabaseKnowsOrIsRefused() throws SQLException {
        commitInDatabase(append(1, 0), 1, 0);
        SlotTable another = h2.table(new UUID(7, 7));
        Journal empty = new Journal(new MemoryWal(false));
        assertThatThrownBy(() -> recovery(empty, NewLog.REFUSE).takeOver(another)).hasMessageContaining("DURABLE-0225")
                .hasMessageContaining(LOG + " (up to transaction 1)");
        assertThat(another.knowsLog()).isFalse();
        assertThat(recovery(empty, NewLog.WARN).takeOver(another).others()).containsExactly(new OtherLog(LOG, 1, 0, null));
        assertThat(recovery(empty, NewLog.WARN).takeOver(another).others()).as("the database knows it now").isEmpty();
        assertThat(recovery(empty, NewLog.REFUSE).takeOver(another).others()).isEmpty();
        assertThat(recovery(new Journal(wal), NewLog.REFUSE).takeOver(table).others()).as("a known log").isEmpty();
    }

    @Test
    void aNewLogOnADatabaseThatKnowsNoOtherIsNothingToTell() throws SQLException {
        h2.execute("DELETE FROM durable_slot");
        assertThat(recovery(new Journal(new MemoryWal(false)), NewLog.REFUSE).takeOver(h2.table()).others()).isEmpty();
    }

    @Test
    void aDatasourceThatTheLogWasNeverUsedWithIsNotAnotherDatabase() throws SQLException {
        append(1, 0);
        try (H2Database second = H2Database.inMemory()) {
            SlotTable added = new SlotTable("second", new SlotConnections(second.connections, second.connections),
                    second.dialect, new SlotNames("durable_slot"), LOG);
            assertThat(recovery(journal, UnknownDatabase.FAIL, NewLog.REFUSE).takeOver(added).afresh()).isFalse();
        }
        assertThatThrownBy(() -> recovery(journal, UnknownDatabase.FAIL, NewLog.ACCEPT).takeOver(h2.table(new UUID(7, 7))))
                .as("the one that it was used with").hasMessageContaining("DURABLE-0221");
    }

    @Test
    void whereAnyNewLogIsAcceptedNobodyIsToldOfTheOthers() throws SQLException {
        commitInDatabase(append(1, 0), 1, 0);
        SlotTable another = h2.table(new UUID(7, 7));
        Journal empty = new Journal(new MemoryWal(false));
        assertThat(recovery(empty, NewLog.ACCEPT).takeOver(another).others()).isEmpty();
        assertThat(another.knowsLog()).isTrue();
    }

    @Test
    void aLogWithAPastIsNotNewWhateverTheDatabaseKnows() throws SQLException {
        append(1, 0);
        SlotTable another = h2.table(new UUID(7, 7));
        assertThatThrownBy(() -> recovery(journal, NewLog.REFUSE).takeOver(another)).hasMessageContaining("DURABLE-0221");
        Recovery.Taken taken = recovery(journal, UnknownDatabase.START_AFRESH, NewLog.REFUSE).takeOver(another);
        assertThat(taken.afresh()).isTrue();
        assertThat(taken.others()).isEmpty();
    }

    private Recovery recovery(Journal log, NewLog newLog) {
        return recovery(log, UnknownDatabase.FAIL, newLog);
    }

    private Recovery recovery(Journal log, UnknownDatabase unknown, NewLog newLog) {
        return new Recovery(log, h2.lock(), new Recovery.Policy(true, unknown, newLog, true));
    }
}
