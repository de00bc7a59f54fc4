package io.quarkiverse.durable.it.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.slot.Mark;
import io.quarkiverse.durable.runtime.slot.Marked;
import io.quarkiverse.durable.runtime.slot.PostgresDialect;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.runtime.slot.SlotConnections;
import io.quarkiverse.durable.runtime.slot.SlotLock;
import io.quarkiverse.durable.runtime.slot.SlotNames;
import io.quarkiverse.durable.runtime.slot.SlotPlan;
import io.quarkiverse.durable.runtime.slot.SlotRow;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.servers.PostgresServer;

/** The slot table on a real PostgreSQL: rules R2 and R8. */
class PostgresSlotTest {

    private static final Slot NEW = new Slot(1, 0, false, null, 0);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final SlotNames NAMES = new SlotNames("durable_slot");

    private static final UUID OTHER = UUID.fromString("00000000-0000-0000-0000-00000000000b");

    private static PostgresServer.Database database;

    private final UUID logId = UUID.randomUUID();
    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(2);
    private final AtomicInteger ended = new AtomicInteger();
    private final PostgresDialect dialect = new PostgresDialect(NAMES);
    private final PGSimpleDataSource connections = new PGSimpleDataSource();
    private SlotTable table;

    @BeforeAll
    static void create() {
        database = PostgresServer.shared().createDatabase("slots");
    }

    @BeforeEach
    void prepare() throws SQLException {
        connections.setUrl(database.url());
        connections.setUser(database.user());
        connections.setPassword(database.password());
        table = table();
        table.prepare(true);
        table.takeOver(Set.of(), 1, lock(true));
    }

    @AfterEach
    void end() {
        timers.shutdownNow();
    }

    @Test
    void theInsertOfAnUnfinishedTransactionIsWaitedForAndItsHolderIsEnded() throws SQLException {
        Connection zombie = begun();
        assertThat(dialect.mark(zombie, logId, mark(NEW, 11))).isNotNull();

        assertThat(table.read(NEW, lock(true))).extracting(SlotRow::lastTx).isEqualTo(0L);

        assertThat(ended).hasPositiveValue();
        assertThatThrownBy(zombie::commit).isInstanceOf(SQLException.class);
        assertThat(row(1)).as("the zombie did not commit later").extracting(SlotRow::lastTx).isEqualTo(0L);
    }

    @Test
    void theInsertOfAnUnfinishedTransactionThatMayNotBeEndedLeavesTheQuestionOpen() throws SQLException {
        try (Connection zombie = begun()) {
            assertThat(dialect.mark(zombie, logId, mark(NEW, 11))).isNotNull();
            assertThatThrownBy(() -> table.read(NEW, lock(false)))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(dialect.isLockTimeout(e)).isTrue());
            zombie.commit();
        }
        assertThat(table.read(NEW, lock(false))).extracting(SlotRow::lastTx).isEqualTo(11L);
        assertThat(ended).hasValue(0);
    }

    @Test
    void aTakeOverWaitsForTheMarksOfAnUnfinishedTransactionAndEndsIt() throws SQLException {
        Marked first = commit(NEW, 11);
        Connection zombie = begun();
        assertThat(dialect.mark(zombie, logId, mark(used(11, first.rowId()), 12))).isNotNull();

        List<SlotRow> rows = table().takeOver(Set.of(), 2, lock(true));

        assertThat(rows).singleElement().extracting(SlotRow::lastTx).isEqualTo(11L);
        assertThatThrownBy(zombie::commit).isInstanceOf(SQLException.class);
    }

    /** Each has to read the epoch that the other leaves, so neither may look before it holds the rows. */
    @Test
    void ofTwoTakeOversAtOnceTheLaterFencesTheEarlier() throws Exception {
        Marked first = commit(NEW, 11);
        SlotTable one = table();
        SlotTable other = table();
        ExecutorService processes = Executors.newFixedThreadPool(2);
        try (Connection holder = begun(); Connection watcher = connections.getConnection()) {
            assertThat(dialect.mark(holder, logId, mark(used(11, first.rowId()), 12))).isNotNull();
            SlotLock patient = new SlotLock(Duration.ofSeconds(30), false, timers, ended::addAndGet);
            List<Future<List<SlotRow>>> both = Stream.of(one, other)
                    .map(each -> processes.submit(() -> each.takeOver(Set.of(1), each == one ? 2 : 3, patient))).toList();
            while (blocked(watcher) < both.size()) {
                Thread.onSpinWait();
            }
            holder.commit();
            for (Future<List<SlotRow>> each : both) {
                assertThat(each.get()).singleElement().extracting(SlotRow::lastTx).isEqualTo(12L);
            }
        } finally {
            processes.shutdownNow();
        }
        Slot slot = used(12, null);
        assertThat(List.of(one.fence(slot) == null, other.fence(slot) == null)).containsExactlyInAnyOrder(true, false);
    }

    private static int blocked(Connection watcher) throws SQLException {
        try (Statement statement = watcher.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from pg_stat_activity"
                        + " where datname=current_database() and wait_event_type='Lock'")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** A row that existed is locked, and not only read. */
    @Test
    void theUpdateOfAnUnfinishedTransactionThatMayNotBeEndedLeavesTheQuestionOpen() throws SQLException {
        Marked first = commit(NEW, 11);
        try (Connection zombie = begun()) {
            assertThat(dialect.mark(zombie, logId, mark(used(11, first.rowId()), 12))).isNotNull();
            assertThatThrownBy(() -> table.read(used(11, first.rowId()), lock(false)))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(dialect.isLockTimeout(e)).isTrue());
            zombie.commit();
        }
        assertThat(table.read(used(11, first.rowId()), lock(false))).extracting(SlotRow::lastTx).isEqualTo(12L);
    }

    /** Somebody rewrites or repairs the table: that takes as long as it takes. */
    @Test
    void whoLocksTheTableAsAWholeIsNotEnded() throws Exception {
        commit(NEW, 11);
        try (Connection repair = connections.getConnection();
                Connection waiter = connections.getConnection();
                Connection other = connections.getConnection();
                Statement statement = repair.createStatement()) {
            repair.setAutoCommit(false);
            statement.execute("lock table durable_slot in access exclusive mode");
            long session = dialect.sessionId(waiter);
            CompletableFuture<SlotRow> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return dialect.lockingRead(waiter, logId, 1);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (!waits(other, session)) {
                Thread.onSpinWait();
            }
            assertThat(dialect.endBlockers(other, session)).isZero();
            repair.commit();
            assertThat(waiting.get(30, TimeUnit.SECONDS)).extracting(SlotRow::lastTx).isEqualTo(11L);
        }
    }

    private static boolean waits(Connection other, long session) throws SQLException {
        try (Statement statement = other.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from pg_locks where not granted and pid=" + session)) {
            row.next();
            return row.getInt(1) > 0;
        }
    }

    @Test
    void aTransactionThatIsNotMarkedYetCannotMarkAfterATakeOver() throws SQLException {
        Marked first = commit(NEW, 11);
        try (Connection late = begun()) {
            table().takeOver(Set.of(), 2, lock(true));
            assertThat(dialect.mark(late, logId, mark(used(11, first.rowId()), 12))).as("a slot in use").isNull();
            assertThat(dialect.mark(late, logId, mark(new Slot(2, 0, false, null, 0), 12))).as("a new one").isNull();
        }
        assertThat(table.fence(used(11, first.rowId()))).extracting(DurableException::code).isEqualTo("DURABLE-0312");
    }

    @Test
    void aWipedRowIsNotCreatedByAMarkThatCommits() throws SQLException {
        Marked first = commit(NEW, 11);
        execute("delete from durable_slot");
        try (Connection connection = begun()) {
            assertThat(dialect.mark(connection, logId, mark(used(11, first.rowId()), 12))).isNull();
            connection.rollback();
        }
        assertThat(table.knowsLog()).isFalse();
        assertThat(table.read(used(11, null), lock(true))).isNull();
        assertThat(table.read(NEW, lock(true))).isNull();
        assertThat(table.knowsLog()).as("a question created nothing").isFalse();
    }

    @Test
    void slotsGoOnAfterTheTableWasRewritten() throws SQLException {
        Marked first = commit(NEW, 11);
        for (int slot = 2; slot <= 9; slot++) {
            commit(new Slot(slot, 0, false, null, 0), 10 + slot);
        }
        execute("delete from durable_slot where slot between 2 and 8");
        execute("update durable_slot set token = token where slot = 0");
        execute("vacuum full durable_slot");

        assertThat(commit(used(11, first.rowId()), 100)).isNotNull();
        assertThat(commit(new Slot(10, 0, false, null, 0), 101)).isNotNull();
    }

    @Test
    void aMarkOutsideATransactionThatHasWrittenDoesNothing() throws SQLException {
        Marked first = commit(NEW, 11);
        try (Connection alone = connections.getConnection()) {
            assertThat(dialect.mark(alone, logId, mark(used(11, first.rowId()), 12))).as("by row").isNull();
            assertThat(dialect.mark(alone, logId, mark(used(11, null), 12))).as("by key").isNull();
            assertThat(dialect.mark(alone, logId, mark(new Slot(2, 0, false, null, 0), 12))).as("new").isNull();
        }
        assertThat(row(1)).extracting(SlotRow::lastTx).isEqualTo(11L);
        assertThat(row(2)).isNull();
    }

    @Test
    void everyFormOfTheMarkReturnsTheTokenThatItWrote() throws SQLException {
        Marked inserted = commit(NEW, 11);
        assertThat(row(1)).as("a new slot").extracting(SlotRow::token).isEqualTo(inserted.token());
        Marked byRow = commit(used(11, inserted.rowId()), 12);
        assertThat(row(1)).as("by row").extracting(SlotRow::token).isEqualTo(byRow.token());
        Marked byKey = commit(used(12, null), 13);
        assertThat(row(1)).as("by key").extracting(SlotRow::token).isEqualTo(byKey.token());
        assertThat(List.of(inserted.token(), byRow.token(), byKey.token())).isSorted().doesNotHaveDuplicates();
    }

    /** What recovery gets to see is what the transaction drew, whichever session committed first. */
    @Test
    void tokensOfTwoLogsFollowTheOrderInWhichTheirTransactionsGotTheRow() throws Exception {
        SlotTable other = otherLog();
        execute("create table if not exists shared_row (id int primary key, n int); insert into shared_row values (1, 0)"
                + " on conflict do nothing");
        try (Connection mine = begun(); Connection theirs = begun()) {
            Writer first = new Writer(mine, logId, table.epoch());
            Writer second = new Writer(theirs, OTHER, other.epoch());
            long last = 0;
            for (long round = 1; round <= 20; round++) {
                dialect.enter(mine);
                dialect.enter(theirs);
                write(first.connection);
                Connection waits = second.connection;
                var blocked = timers.submit(() -> write(waits));
                long earlier = first.commit(2 * round);
                blocked.get(30, TimeUnit.SECONDS);
                long later = second.commit(2 * round + 1);
                assertThat(List.of(last, earlier, later)).as("round %s", round).isSorted().doesNotHaveDuplicates();
                last = later;
                Writer swap = first;
                first = second;
                second = swap;
            }
        }
    }

    /** A session of one log, which stays as those of a pool do. */
    private final class Writer {

        final Connection connection;
        final UUID log;
        final long epoch;
        Slot slot = NEW;

        Writer(Connection connection, UUID log, long epoch) {
            this.connection = connection;
            this.log = log;
            this.epoch = epoch;
        }

        long commit(long transaction) throws SQLException {
            Marked marked = dialect.mark(connection, log, new Mark(slot, transaction, epoch, true, null));
            assertThat(marked).isNotNull();
            connection.commit();
            slot = used(transaction, marked.rowId());
            return marked.token();
        }
    }

    @Test
    void aTakeOverTouchesNoRowOfAnotherLogAndWaitsForNone() throws SQLException {
        SlotTable other = otherLog();
        try (Connection busy = begun()) {
            Marked marked = dialect.mark(busy, OTHER, new Mark(NEW, 11, other.epoch(), true, null));
            assertThat(marked).isNotNull();
            table().takeOver(Set.of(1, 2, 3), 7, lock(true));
            busy.commit();
            assertThat(dialect.mark(begin(busy), OTHER,
                    new Mark(used(11, marked.rowId()), 12, other.epoch(), true, null))).isNotNull();
            busy.commit();
        }
        assertThat(ended).hasValue(0);
        assertThat(other.fence(used(12, null))).isNull();
    }

    @Test
    void aSequenceWhoseValuesDoNotRiseInOrderIsRefused() throws SQLException {
        for (String unfit : List.of("cache 20", "increment by -1 minvalue -1000", "cycle")) {
            execute("alter sequence durable_slot_token " + unfit);
            assertThatThrownBy(() -> table().prepare(true)).as(unfit).hasMessageContaining("DURABLE-0304")
                    .hasMessageContaining("ALTER SEQUENCE durable_slot_token CACHE 1 INCREMENT BY 1 NO CYCLE");
            execute("alter sequence durable_slot_token cache 1 increment by 1 minvalue 1 no cycle");
        }
        table().prepare(true);
    }

    @Test
    void aTableOfAnotherShapeIsRefused() throws SQLException {
        SlotNames names = new SlotNames("older_slot");
        execute("create table older_slot (log_id uuid, slot integer, last_tx bigint, epoch bigint, record bytea);"
                + " create sequence older_slot_token");
        SlotTable older = new SlotTable("<default>", new SlotConnections(connections, connections), new PostgresDialect(names),
                names, logId);
        assertThatThrownBy(() -> older.prepare(true)).hasMessageContaining("DURABLE-0304").hasMessageContaining("token");
    }

    @Test
    void instancesThatStartTogetherCreateTheTableOnce() throws Exception {
        for (int round = 1; round <= 10; round++) {
            SlotNames names = new SlotNames("together_" + round);
            ExecutorService instances = Executors.newFixedThreadPool(4);
            try {
                CyclicBarrier together = new CyclicBarrier(4);
                List<Future<Void>> prepared = instances.invokeAll(Collections.nCopies(4, () -> {
                    together.await();
                    new SlotTable("<default>", new SlotConnections(connections, connections), new PostgresDialect(names), names,
                            logId).prepare(true);
                    return null;
                }));
                for (Future<Void> each : prepared) {
                    each.get();
                }
            } finally {
                instances.shutdownNow();
            }
        }
    }

    @Test
    void theRecordOfACommitThatDoesNotWaitTravelsInTheRowAndTheNextOneOverwritesIt() throws SQLException {
        Slot slot = NEW;
        for (int length : new int[] { 0, 1536, SlotTable.RECORD_BYTES_MAX, -1, 3 }) {
            for (boolean byKey : List.of(false, true)) {
                ByteBuffer record = length < 0 ? null : ByteBuffer.wrap(new byte[length + 2], 1, length);
                Mark mark = new Mark(slot, slot.lastTx() + 1, table.epoch(), true, null, record);
                try (Connection connection = begun()) {
                    Marked marked = dialect.mark(connection, logId, mark);
                    assertThat(marked).isNotNull();
                    assertThat(marked.synced()).isTrue();
                    connection.commit();
                    slot = used(mark.transaction(), byKey ? marked.rowId() : null);
                }
                assertThat(row(1).record()).as("%s bytes", length).isEqualTo(record);
                assertThat(table.rows()).singleElement().extracting(SlotRow::record).isEqualTo(record);
            }
        }
    }

    @Test
    void theMarkTellsThatTheSessionReportsCommitsThatMayBeLost() throws SQLException {
        try (Connection connection = begun(); Statement statement = connection.createStatement()) {
            statement.execute("set local synchronous_commit = off");
            assertThat(dialect.mark(connection, logId, mark(NEW, 11)).synced()).isFalse();
        }
    }

    @Test
    void aFixedNumberOfSlotsIsMadeAtTheTakeOver() throws SQLException {
        SlotTable fixed = new SlotTable("<default>", new SlotConnections(connections, connections), dialect, NAMES, logId,
                SlotPlan.fixed(5));
        assertThat(fixed.takeOver(Set.of(2, 7), 2, lock(true))).extracting(SlotRow::number).containsExactly(1, 2, 3, 4, 5, 7);
    }

    private SlotTable otherLog() throws SQLException {
        SlotTable other = new SlotTable("<default>", new SlotConnections(connections, connections), dialect, NAMES, OTHER);
        execute("delete from durable_slot where log_id='" + OTHER + "'");
        other.takeOver(Set.of(), 1, lock(true));
        return other;
    }

    private static int write(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("update shared_row set n = n + 1 where id = 1");
        }
    }

    private Connection begin(Connection connection) throws SQLException {
        dialect.enter(connection);
        return connection;
    }

    private SlotTable table() {
        return new SlotTable("<default>", new SlotConnections(connections, connections), dialect, NAMES, logId);
    }

    private SlotLock lock(boolean endHolder) {
        return new SlotLock(SHORT, endHolder, timers, ended::addAndGet);
    }

    private Mark mark(Slot slot, long transaction) throws SQLException {
        SlotRow own = row(0);
        return new Mark(slot, transaction, table.epoch(), true, own == null ? null : own.rowId());
    }

    private Marked commit(Slot slot, long transaction) throws SQLException {
        Mark mark = mark(slot, transaction);
        try (Connection connection = begun()) {
            Marked marked = dialect.mark(connection, logId, mark);
            connection.commit();
            return marked;
        }
    }

    private static Slot used(long lastTx, String rowId) {
        return new Slot(1, lastTx, true, rowId, 0);
    }

    private Connection begun() throws SQLException {
        Connection connection = connections.getConnection();
        connection.setAutoCommit(false);
        dialect.enter(connection);
        return connection;
    }

    private SlotRow row(int slot) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            return dialect.lockingRead(connection, logId, slot);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connections.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
