package io.quarkiverse.durable.runtime.slot;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.ObjLongConsumer;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;

/**
 * The rows of one log in the slot table of one datasource. Recovery's methods run on connections of their own, which commit at
 * READ COMMITTED and take part in no JTA transaction.
 */
public final class SlotTable {

    /** Longest record in a row of a table of any kind. */
    public static final int RECORD_BYTES_MAX = 4000;

    /** Epoch of rows that no process has taken over yet. */
    public static final long NOBODY = 0;

    private static final int CONFIRMED_WITHIN_MILLIS = 10_000;

    private final String datasource;
    private final DataSource joining;
    private final DataSource connections;
    private final SlotDialect dialect;
    private final SlotNames names;
    private final SlotErrors errors;
    private final UUID logId;
    private final SlotPlan plan;
    private volatile long epoch;
    private volatile @Nullable String ownRowId;

    public SlotTable(String datasource, SlotConnections connections, SlotDialect dialect, SlotNames names, UUID logId) {
        this(datasource, connections, dialect, names, logId, SlotPlan.ON_DEMAND);
    }

    public SlotTable(String datasource, SlotConnections connections, SlotDialect dialect, SlotNames names, UUID logId,
            SlotPlan plan) {
        this.plan = plan;
        this.datasource = datasource;
        this.joining = connections.joining();
        this.connections = connections.outside();
        this.dialect = dialect;
        this.names = names;
        this.errors = new SlotErrors(datasource, names, logId);
        this.logId = logId;
    }

    public String datasource() {
        return datasource;
    }

    public SlotPlan plan() {
        return plan;
    }

    /** The epoch that marks must find; 0 before recovery. */
    public long epoch() {
        return epoch;
    }

    /** Makes the transaction one that has written; for those that did not write to the database themselves. */
    public void enter() throws SQLException {
        try (Connection connection = joining.getConnection()) {
            if (!connection.getAutoCommit()) {
                dialect.enter(connection);
            }
        }
    }

    /** Writes the mark on the connection of the transaction; null if no row matched. */
    public @Nullable Marked mark(Slot slot, long transaction, boolean insideTransaction, @Nullable ByteBuffer record)
            throws SQLException {
        try (Connection connection = joining.getConnection()) {
            if (connection.getAutoCommit()) {
                return null;
            }
            return dialect.mark(connection, logId, new Mark(slot, transaction, epoch, insideTransaction, ownRowId, record));
        }
    }

    /** Makes sure that table and sequence exist and are as this version needs them. */
    public void prepare(boolean create) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            new SlotSchema(datasource, dialect, names).prepare(connection, create);
        }
    }

    /** Whether the database has rows of this log. */
    public boolean knowsLog() throws SQLException {
        try (Connection connection = connections.getConnection()) {
            return !dialect.slots(connection, logId).isEmpty();
        }
    }

    /** The epoch of the log's own row, as last committed; {@link #NOBODY} without one. */
    public long lastEpoch() throws SQLException {
        try (Connection connection = connections.getConnection()) {
            return dialect.epoch(connection, logId);
        }
    }

    /** Logs that the database knows beside ours. */
    public List<OtherLog> otherLogs() throws SQLException {
        try (Connection connection = connections.getConnection()) {
            return dialect.otherLogs(connection, logId);
        }
    }

    /** Those of another log on the same datasource, which nobody writes any more. */
    public AbandonedSlots abandoned(UUID otherLog) {
        return new AbandonedSlots(datasource, connections, dialect, names, otherLog);
    }

    /** Longest record that fits into a row. */
    public int recordBytesMax() {
        return dialect.recordBytesMax();
    }

    /** The rows of all slots, without the log's own, as last committed; fences nobody and waits for nobody. */
    public List<SlotRow> rows() throws SQLException {
        try (Connection connection = connections.getConnection()) {
            return dialect.rows(connection, logId).stream().filter(row -> row.number() > 0).toList();
        }
    }

    /**
     * Whether the database says, without any lock, that the transaction committed with this slot. If not it may still have.
     */
    public boolean confirms(Slot slot, long transaction) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            int before = connection.getNetworkTimeout();
            try {
                connection.setNetworkTimeout(Runnable::run, CONFIRMED_WITHIN_MILLIS);
                return dialect.isAt(connection, logId, new Slot(slot.number(), transaction, true, null, 0), epoch);
            } finally {
                connection.setNetworkTimeout(Runnable::run, before);
            }
        }
    }

    /** Creates the row of a new slot in a transaction of its own. */
    public Slot create(Slot slot) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            if (!dialect.create(connection, logId, slot.number(), epoch)) {
                throw errors.takenOver(slot.number());
            }
            return new Slot(slot.number(), 0, true, null, slot.freedAt());
        }
    }

    /** Whether the transaction on this thread may be marked in a slot that was freed after it began (rule R7). */
    public boolean seesLaterCommits() throws SQLException {
        try (Connection connection = joining.getConnection()) {
            return dialect.seesLaterCommits(connection);
        }
    }

    /**
     * Fences every other process that uses this log, and reads all its rows. Rows that {@code expected} names and that are
     * not there are created first, so that an uncommitted insert of them is waited for (rule R2). When this returns no
     * transaction of an earlier process can commit any more (rule R8).
     *
     * @param expected slots of transactions without an outcome
     * @param next the epoch from now on, above 0; one that nobody ever had or will have
     * @return the rows of all slots, without the log's own
     */
    public List<SlotRow> takeOver(Collection<Integer> expected, long next, SlotLock lock) throws SQLException {
        return takeOver(expected, Set.of(), next, lock, (rows, shown) -> {
        }).rows();
    }

    /**
     * What was found.
     *
     * @param rows of all slots, without the log's own
     * @param held slots of rows that were not locked, and have their old epoch: prepared branches hold them
     */
    public record Found(List<SlotRow> rows, Set<Integer> held) {
    }

    /**
     * As {@link #takeOver(Collection, long, SlotLock)}.
     *
     * @param mayBeHeld slots whose rows are not waited for if a prepared branch holds them: of transactions without an outcome
     * @param before gets the rows and the epoch that the log's own row showed, {@link #NOBODY} if no process has taken over
     *        yet: under lock, and before the new epoch is committed. Throws where the rows must not be taken over; then nobody
     *        is fenced
     */
    public Found takeOver(Collection<Integer> expected, Set<Integer> mayBeHeld, long next, SlotLock lock,
            ObjLongConsumer<List<SlotRow>> before) throws SQLException {
        TreeSet<Integer> slots = new TreeSet<>(expected);
        IntStream.rangeClosed(0, plan.madeAhead()).forEach(slots::add);
        lock.in(connections, dialect, connection -> {
            slots.removeAll(dialect.slots(connection, logId));
            for (int slot : slots) {
                dialect.ensureRow(connection, logId, slot, NOBODY);
            }
            return slots;
        });
        Found all = Objects.requireNonNull(lock.in(connections, dialect, connection -> {
            Set<Integer> held = held(connection, mayBeHeld);
            long shown = lockingRead(connection, held).get(0).epoch();
            dialect.raiseEpoch(connection, logId, next, held);
            // whoever adopted this log has what it had until now, and not what it does from here on
            SlotSql.setClaim(connection, names, logId, null);
            List<SlotRow> rows = lockingRead(connection, held);
            before.accept(rows.subList(1, rows.size()), shown);
            return new Found(rows, held);
        }));
        SlotRow own = all.rows().get(0);
        epoch = own.epoch();
        ownRowId = own.rowId();
        return new Found(all.rows().subList(1, all.rows().size()), all.held());
    }

    private Set<Integer> held(Connection connection, Set<Integer> mayBeHeld) throws SQLException {
        if (!plan.xa() || mayBeHeld.isEmpty()) {
            return Set.of();
        }
        Set<Integer> held = new TreeSet<>(dialect.heldByPrepared(connection, logId).keySet());
        held.retainAll(mayBeHeld);
        return held;
    }

    /** All rows by number; those that are held as last committed. */
    private List<SlotRow> lockingRead(Connection connection, Set<Integer> held) throws SQLException {
        List<SlotRow> found = new ArrayList<>();
        for (SlotRow committed : dialect.rows(connection, logId)) {
            SlotRow row = held.contains(committed.number()) ? committed
                    : dialect.lockingRead(connection, logId, committed.number());
            if (row != null) {
                found.add(row);
            }
        }
        return found;
    }

    /**
     * Reads the row of a slot in use after every transaction that holds it has ended (rule R2). Creates it only if it never
     * existed: a row that was there and is gone says nothing about a transaction (rule R8). A row that a prepared branch held
     * during the take-over gets its epoch now.
     *
     * @return null if the rows are not as this process left them: see {@link #fence}
     * @throws SQLException also where a prepared branch holds the row: that is not waited for
     */
    public @Nullable SlotRow read(Slot slot, SlotLock lock) throws SQLException {
        return lock.in(connections, dialect, connection -> {
            if (dialect.epoch(connection, logId) != epoch) {
                return null;
            }
            refusePrepared(connection, slot.number());
            if (!slot.exists()) {
                dialect.ensureRow(connection, logId, slot.number(), epoch);
            }
            SlotRow row = dialect.lockingRead(connection, logId, slot.number());
            if (row == null || dialect.epoch(connection, logId) != epoch) {
                connection.rollback();
                return null;
            }
            return row.epoch() == epoch ? row : raised(connection, row.number());
        });
    }

    private @Nullable SlotRow raised(Connection connection, int slot) throws SQLException {
        dialect.raiseEpoch(connection, logId, slot, epoch);
        return dialect.lockingRead(connection, logId, slot);
    }

    private void refusePrepared(Connection connection, int slot) throws SQLException {
        String branch = plan.xa() ? dialect.heldByPrepared(connection, logId).get(slot) : null;
        if (branch != null) {
            throw new SQLException("its XA branch on datasource " + datasource + " is prepared and not ended (" + branch
                    + "): the transaction manager's recovery ends it, if quarkus.transaction-manager.enable-recovery is set, or"
                    + " a person");
        }
    }

    /**
     * Whether somebody else changed our rows, after a mark of {@code slot} found no row. Not to be called inside a transaction.
     *
     * @return null if everything is as we left it: the transaction of the mark was over
     */
    public @Nullable DurableException fence(Slot slot) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            List<Integer> slots = dialect.slots(connection, logId);
            if (slots.isEmpty()) {
                return errors.wiped();
            }
            if (dialect.epoch(connection, logId) != epoch) {
                return errors.takenOver(slot.number());
            }
            SlotRow row = row(connection, slot.number());
            if (row == null || row.epoch() == epoch && row.lastTx() < slot.lastTx()) {
                return slot.exists() ? errors.lostCommits(slot, row) : null;
            }
            return slot.exists() && dialect.isAt(connection, logId, slot, epoch) ? null : errors.takenOver(slot.number());
        }
    }

    private @Nullable SlotRow row(Connection connection, int slot) throws SQLException {
        return dialect.rows(connection, logId).stream().filter(row -> row.number() == slot).findFirst().orElse(null);
    }

    /** Another process has changed this slot or all of them. */
    public DurableException takenOver(int slot) {
        return errors.takenOver(slot);
    }

    /** The slot's row, if any, is older than this process knows it to be. */
    public DurableException lostCommits(Slot slot, @Nullable SlotRow row) {
        return errors.lostCommits(slot, row);
    }

    /** One sentence if the database loses acknowledged commits, else null. */
    public @Nullable String losesCommits() throws SQLException {
        try (Connection connection = connections.getConnection()) {
            return dialect.losesCommits(connection);
        }
    }

    /** One sentence if XA is used and cannot work with this database as it is set up, else null. */
    public @Nullable String xaTrouble() throws SQLException {
        if (!plan.xa()) {
            return null;
        }
        try (Connection connection = connections.getConnection()) {
            return dialect.xaTrouble(connection);
        }
    }

    public boolean inMemory() throws SQLException {
        try (Connection connection = connections.getConnection()) {
            return dialect.inMemory(connection);
        }
    }
}
