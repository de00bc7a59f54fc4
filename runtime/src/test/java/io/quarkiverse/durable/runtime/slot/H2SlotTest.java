package io.quarkiverse.durable.runtime.slot;

import static io.quarkiverse.durable.runtime.slot.H2Database.LOG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.durable.DurableException;

/** The slot table on a real H2. */
class H2SlotTest {

    private static final Slot NEW = new Slot(1, 0, false, null, 0);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(30);

    private H2Database h2;
    private SlotTable table;

    @BeforeEach
    void open() throws SQLException {
        h2 = H2Database.inMemory();
        table = h2.prepared();
        table.takeOver(Set.of(), 1, h2.lock());
    }

    @AfterEach
    void close() throws SQLException {
        h2.close();
    }

    @Test
    void theTableIsFoundAgainByTheNextProcess(@TempDir Path directory) throws SQLException {
        String url = "jdbc:h2:file:" + directory.resolve("db") + ";WRITE_DELAY=0";
        try (H2Database first = new H2Database(url)) {
            first.prepared().takeOver(Set.of(), 1, first.lock());
        }
        try (H2Database second = new H2Database(url)) {
            SlotTable again = second.table();
            again.prepare(false);
            assertThat(again.knowsLog()).isTrue();
            assertThat(again.losesCommits()).isNull();
        }
    }

    @Test
    void aMissingTableIsRefusedWhereItMayNotBeCreated() throws SQLException {
        try (H2Database empty = H2Database.inMemory()) {
            assertThatThrownBy(() -> empty.table().prepare(false)).hasMessageContaining("DURABLE-0302");
        }
    }

    @Test
    void aTableOfAnotherShapeIsRefused() throws SQLException {
        h2.execute("ALTER TABLE durable_slot DROP COLUMN token");
        assertThatThrownBy(() -> h2.table().prepare(true)).hasMessageContaining("DURABLE-0304").hasMessageContaining("TOKEN");
    }

    @Test
    void aDatabaseThatDelaysItsWritesSaysSo(@TempDir Path directory) throws SQLException {
        try (H2Database delaying = new H2Database("jdbc:h2:file:" + directory.resolve("db"))) {
            assertThat(delaying.prepared().losesCommits()).contains("WRITE_DELAY=0");
        }
        assertThat(table.losesCommits()).contains("in memory");
    }

    @Test
    void aNewSlotGetsItsRowWithTheMarkAndAUsedOneIsUpdated() throws SQLException {
        Marked first = mark(NEW, 11, table.epoch());
        assertThat(first).isNotNull();
        Marked second = mark(used(11), 12, table.epoch());
        assertThat(second).isNotNull();
        assertThat(second.token()).as("tokens rise").isGreaterThan(first.token());
        assertThat(read(1)).satisfies(row -> {
            assertThat(row.lastTx()).isEqualTo(12);
            assertThat(row.token()).isEqualTo(second.token());
            assertThat(row.epoch()).isEqualTo(table.epoch());
        });
    }

    @Test
    void theMarkComparesThePreviousTransaction() throws SQLException {
        mark(NEW, 11, table.epoch());
        assertThat(mark(used(10), 12, table.epoch())).isNull();
        assertThat(mark(NEW, 12, table.epoch())).as("a row that exists is not a new slot's").isNull();
        assertThat(read(1).lastTx()).isEqualTo(11);
    }

    @Test
    void theMarkComparesTheEpoch() throws SQLException {
        mark(NEW, 11, table.epoch());
        assertThat(mark(used(11), 12, table.epoch() + 1)).isNull();
        assertThat(mark(new Slot(2, 0, false, null, 0), 12, table.epoch() + 1)).as("a new slot after a take-over").isNull();
        assertThat(read(2)).isNull();
    }

    @Test
    void aWipedRowIsNotCreatedByTheMark() throws SQLException {
        mark(NEW, 11, table.epoch());
        h2.execute("DELETE FROM durable_slot");
        assertThat(mark(used(11), 12, table.epoch())).isNull();
        assertThat(mark(new Slot(2, 0, false, null, 0), 12, table.epoch())).isNull();
        assertThat(table.knowsLog()).isFalse();
        assertThat(table.fence(used(11))).extracting(DurableException::code).isEqualTo("DURABLE-0311");
    }

    @Test
    void aMarkOutsideATransactionThatHasWrittenDoesNothing() throws SQLException {
        mark(NEW, 11, table.epoch());
        try (Connection alone = h2.connections.getConnection()) {
            Mark mark = new Mark(used(11), 12, table.epoch(), true, null);
            assertThat(h2.dialect.mark(alone, LOG, mark)).as("in a transaction of its own").isNull();
            alone.setAutoCommit(false);
            assertThat(h2.dialect.mark(alone, LOG, mark)).as("in one that has not written").isNull();
        }
        assertThat(read(1).lastTx()).isEqualTo(11);
    }

    @Test
    void aMissThatIsNoFenceIsNotExplainedAsOne() throws SQLException {
        assertThat(table.fence(NEW)).isNull();
        mark(NEW, 11, table.epoch());
        assertThat(table.fence(used(11))).isNull();
        assertThat(table.fence(NEW)).extracting(DurableException::code).isEqualTo("DURABLE-0312");
    }

    @ParameterizedTest
    @CsvSource({ "UPDATE durable_slot SET last_tx=10 WHERE slot=1,DURABLE-0313",
            "DELETE FROM durable_slot WHERE slot=1,DURABLE-0313",
            "UPDATE durable_slot SET last_tx=12 WHERE slot=1,DURABLE-0312",
            "'UPDATE durable_slot SET last_tx=10, epoch=7 WHERE slot=1',DURABLE-0312" })
    void aRowThatIsOlderThanWeLeftItMeansThatTheDatabaseLostCommits(String what, String code) throws SQLException {
        mark(NEW, 11, table.epoch());
        h2.execute(what);
        assertThat(table.fence(used(11))).extracting(DurableException::code).isEqualTo(code);
    }

    @Test
    void aTakeOverRefusesTheMarksOfTheProcessBefore() throws SQLException {
        mark(NEW, 11, table.epoch());
        long before = table.epoch();
        SlotTable next = h2.table();
        assertThat(next.takeOver(Set.of(1), 2, h2.lock())).singleElement().extracting(SlotRow::lastTx).isEqualTo(11L);
        assertThat(next.epoch()).isEqualTo(2);
        assertThat(mark(used(11), 12, before)).isNull();
        assertThat(mark(new Slot(2, 0, false, null, 0), 12, before)).isNull();
        assertThat(table.fence(used(11))).extracting(DurableException::code).isEqualTo("DURABLE-0312");
    }

    @Test
    void takingOverTwiceFindsTheSame() throws SQLException {
        mark(NEW, 11, table.epoch());
        List<SlotRow> once = table.takeOver(Set.of(1, 5), 2, h2.lock());
        List<SlotRow> twice = table.takeOver(Set.of(1, 5), 2, h2.lock());
        assertThat(twice).extracting(SlotRow::number).containsExactly(1, 5);
        assertThat(twice).extracting(SlotRow::lastTx).isEqualTo(once.stream().map(SlotRow::lastTx).toList());
    }

    /** Each has to read the epoch that the other leaves, so neither may look before it holds the rows. */
    @Test
    void ofTwoTakeOversAtOnceTheLaterFencesTheEarlier() throws Exception {
        mark(NEW, 11, table.epoch());
        SlotTable one = h2.table();
        SlotTable other = h2.table();
        ExecutorService processes = Executors.newFixedThreadPool(2);
        try (Connection holder = h2.begun()) {
            assertThat(h2.dialect.mark(holder, LOG, new Mark(used(11), 12, table.epoch(), true, null))).isNotNull();
            List<Future<List<SlotRow>>> both = Stream.of(one, other)
                    .map(each -> processes.submit(() -> each.takeOver(Set.of(1), each == one ? 2 : 3, h2.lock(LONG, false))))
                    .toList();
            while (blocked() < both.size()) {
                Thread.onSpinWait();
            }
            holder.commit();
            for (Future<List<SlotRow>> each : both) {
                assertThat(each.get()).singleElement().extracting(SlotRow::lastTx).isEqualTo(12L);
            }
        } finally {
            processes.shutdownNow();
        }
        assertThat(List.of(one.fence(used(12)) == null, other.fence(used(12)) == null)).containsExactlyInAnyOrder(true, false);
    }

    private int blocked() throws SQLException {
        try (Connection connection = h2.connections.getConnection();
                Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(
                        "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS WHERE BLOCKER_ID IS NOT NULL")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void aQuestionAboutARowThatWasWipedCreatesNothing() throws SQLException {
        mark(NEW, 11, table.epoch());
        h2.execute("DELETE FROM durable_slot WHERE slot=1");
        assertThat(table.read(used(11), h2.lock())).isNull();
        h2.execute("DELETE FROM durable_slot");
        assertThat(table.read(NEW, h2.lock())).isNull();
        assertThat(table.knowsLog()).isFalse();
    }

    /** H2 does not name the holder of an uncommitted insert, so nobody can end it; but the question is not answered early. */
    @Test
    void aQuestionWaitsForTheInsertOfAnUnfinishedTransaction() throws SQLException {
        try (Connection zombie = h2.begun()) {
            assertThat(h2.dialect.mark(zombie, LOG, new Mark(NEW, 11, table.epoch(), true, null))).isNotNull();
            assertThatThrownBy(() -> table.read(NEW, h2.lock(SHORT, false)))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(h2.dialect.isLockTimeout(e)).isTrue());
            zombie.commit();
        }
        assertThat(table.read(NEW, h2.lock(SHORT, false))).extracting(SlotRow::lastTx).isEqualTo(11L);
    }

    @Test
    void aQuestionWaitsForTheUpdateOfAnUnfinishedTransaction() throws SQLException {
        mark(NEW, 11, table.epoch());
        Connection zombie = h2.begun();
        assertThat(h2.dialect.mark(zombie, LOG, new Mark(used(11), 12, table.epoch(), true, null))).isNotNull();

        assertThat(table.read(used(11), h2.lock(SHORT, true))).extracting(SlotRow::lastTx).isEqualTo(11L);

        assertThatThrownBy(zombie::commit).as("the holder was ended").isInstanceOf(SQLException.class);
    }

    @Test
    void aHolderThatMayNotBeEndedKeepsTheQuestionOpen() throws SQLException {
        mark(NEW, 11, table.epoch());
        try (Connection zombie = h2.begun()) {
            assertThat(h2.dialect.mark(zombie, LOG, new Mark(used(11), 12, table.epoch(), true, null))).isNotNull();

            assertThatThrownBy(() -> table.read(used(11), h2.lock(SHORT, false)))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(h2.dialect.isLockTimeout(e)).isTrue());

            zombie.commit();
        }
        assertThat(table.read(used(11), h2.lock(SHORT, false))).extracting(SlotRow::lastTx).isEqualTo(12L);
        assertThat(h2.ended).hasValue(0);
    }

    private static Slot used(long lastTx) {
        return new Slot(1, lastTx, true, null, 0);
    }

    private @Nullable Marked mark(Slot slot, long transaction, long epoch) throws SQLException {
        try (Connection connection = h2.begun()) {
            Marked marked = h2.dialect.mark(connection, LOG, new Mark(slot, transaction, epoch, true, null));
            connection.commit();
            return marked;
        }
    }

    private @Nullable SlotRow read(int slot) throws SQLException {
        try (Connection connection = h2.connections.getConnection()) {
            return h2.dialect.lockingRead(connection, LOG, slot);
        }
    }
}
