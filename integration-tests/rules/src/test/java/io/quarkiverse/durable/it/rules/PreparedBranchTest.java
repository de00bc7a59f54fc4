package io.quarkiverse.durable.it.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.slot.Mark;
import io.quarkiverse.durable.runtime.slot.PostgresDialect;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.runtime.slot.SlotConnections;
import io.quarkiverse.durable.runtime.slot.SlotLock;
import io.quarkiverse.durable.runtime.slot.SlotNames;
import io.quarkiverse.durable.runtime.slot.SlotPlan;
import io.quarkiverse.durable.runtime.slot.SlotRow;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.servers.PostgresServer;

/** Branches that are prepared hold their slot's row, and nobody knows for how long. */
class PreparedBranchTest {

    private static final SlotNames NAMES = new SlotNames("durable_slot");
    private static final Slot FIRST = new Slot(1, 0, true, null, 0);
    private static final Duration SHORT = Duration.ofMillis(300);

    private static PostgresServer.Database database;

    private final UUID logId = UUID.randomUUID();
    private final String branch = "branch of " + logId;
    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(2);
    private final SlotLock lock = new SlotLock(SHORT, false, timers, count -> {
    });
    private final PostgresDialect dialect = new PostgresDialect(NAMES);
    private final PGSimpleDataSource connections = new PGSimpleDataSource();
    private SlotTable earlier;

    @BeforeAll
    static void create() {
        database = PostgresServer.shared().createDatabase("prepared");
    }

    @BeforeEach
    void prepare() throws SQLException {
        connections.setUrl(database.url());
        connections.setUser(database.user());
        connections.setPassword(database.password());
        earlier = table();
        earlier.prepare(true);
        assertThat(earlier.takeOver(Set.of(), 1, lock)).extracting(SlotRow::number).containsExactly(1, 2);
    }

    @AfterEach
    void end() throws SQLException {
        timers.shutdownNow();
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement();
                ResultSet left = statement.executeQuery("SELECT 1 FROM pg_prepared_xacts WHERE gid='" + branch + "'")) {
            if (left.next()) {
                execute("ROLLBACK PREPARED '" + branch + "'");
            }
        }
        execute("DELETE FROM durable_slot WHERE log_id='" + logId + "'");
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void aTakeOverPassesOverItsRowAndWhoAsksLaterRaisesTheEpoch(boolean commit) throws SQLException {
        prepareBranch(false);
        SlotTable next = table();
        SlotTable.Found found = next.takeOver(Set.of(), Set.of(1), 2, lock, (rows, shown) -> {
        });
        assertThat(found.held()).containsExactly(1);
        assertThat(found.rows()).extracting(SlotRow::lastTx).containsExactly(0L, 0L);
        assertThat(found.rows()).extracting(SlotRow::epoch).containsExactly(earlier.epoch(), next.epoch());

        assertThat(next.confirms(FIRST, 11)).isFalse();
        assertThatThrownBy(() -> next.read(FIRST, lock)).isInstanceOf(SQLException.class)
                .hasMessageContaining("prepared and not ended").hasMessageContaining(branch);

        execute((commit ? "COMMIT" : "ROLLBACK") + " PREPARED '" + branch + "'");
        long lastTx = commit ? 11 : 0;
        SlotRow row = next.read(FIRST, lock);
        assertThat(row).isNotNull();
        assertThat(row.lastTx()).isEqualTo(lastTx);
        assertThat(row.epoch()).isEqualTo(next.epoch());
        Slot free = new Slot(1, lastTx, true, row.rowId(), 0);
        try (Connection connection = begun()) {
            assertThat(dialect.mark(connection, logId, new Mark(free, 12, next.epoch(), true, null)))
                    .as("the slot can be used, where its row lies now").isNotNull();
            connection.commit();
        }
        assertThat(next.confirms(free, 12)).isTrue();
    }

    /** PostgreSQL does not tell which transaction a subtransaction is part of. */
    @Test
    void aBranchThatMarkedInASubtransactionIsWaitedFor() throws SQLException {
        prepareBranch(true);
        assertThatThrownBy(() -> table().takeOver(Set.of(), Set.of(1), 2, lock, (rows, shown) -> {
        })).isInstanceOfSatisfying(SQLException.class, e -> assertThat(dialect.isLockTimeout(e)).isTrue());
        execute("COMMIT PREPARED '" + branch + "'");
        assertThat(table().takeOver(Set.of(), 2, lock)).extracting(SlotRow::lastTx).containsExactly(11L, 0L);
    }

    /** Its record was lost, or is another log's: whether it committed decides what the start says. */
    @Test
    void aBranchOfATransactionThatTheLogDoesNotHaveIsWaitedFor() throws SQLException {
        prepareBranch(false);
        assertThatThrownBy(() -> table().takeOver(Set.of(), Set.of(2), 2, lock, (rows, shown) -> {
        })).isInstanceOfSatisfying(SQLException.class, e -> assertThat(dialect.isLockTimeout(e)).isTrue());
        execute("ROLLBACK PREPARED '" + branch + "'");
        assertThat(table().takeOver(Set.of(), 2, lock)).hasSize(2);
    }

    @Test
    void aLiveTransactionIsNotTakenForAPreparedOne() throws SQLException {
        try (Connection connection = begun()) {
            dialect.mark(connection, logId, new Mark(FIRST, 11, earlier.epoch(), true, null));
            assertThatThrownBy(() -> table().takeOver(Set.of(), Set.of(1), 2, lock, (rows, shown) -> {
            })).isInstanceOfSatisfying(SQLException.class, e -> assertThat(dialect.isLockTimeout(e)).isTrue());
        }
    }

    @Test
    void aSlotIsCreatedOnlyUnderOurEpoch() throws SQLException {
        Slot created = earlier.create(new Slot(3, 0, false, null, 7));
        assertThat(created).isEqualTo(new Slot(3, 0, true, null, 7));
        table().takeOver(Set.of(), 2, lock);
        assertThatThrownBy(() -> earlier.create(new Slot(4, 0, false, null, 7))).isInstanceOf(DurableException.class)
                .hasMessageContaining("DURABLE-0312");
    }

    private void prepareBranch(boolean subtransaction) throws SQLException {
        try (Connection connection = begun(); Statement statement = connection.createStatement()) {
            if (subtransaction) {
                statement.execute("SAVEPOINT a");
            }
            assertThat(dialect.mark(connection, logId, new Mark(FIRST, 11, earlier.epoch(), true, null))).isNotNull();
            statement.execute("PREPARE TRANSACTION '" + branch + "'");
        }
    }

    private SlotTable table() {
        return new SlotTable("<default>", new SlotConnections(connections, connections), dialect, NAMES, logId,
                new SlotPlan(2, false, true));
    }

    private Connection begun() throws SQLException {
        Connection connection = connections.getConnection();
        connection.setAutoCommit(false);
        dialect.enter(connection);
        return connection;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connections.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
