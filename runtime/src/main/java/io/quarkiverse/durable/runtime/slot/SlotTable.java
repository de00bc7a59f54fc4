package io.quarkiverse.durable.runtime.slot;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;

/**
 * The rows of one log in the slot table of one datasource. Recovery's methods run on connections of their own, which commit at
 * READ COMMITTED and take part in no JTA transaction.
 */
public final class SlotTable {

    /** Longest record in a row. */
    public static final int RECORD_BYTES_MAX = 4000;

    private static final int CREATE_MAX = 3;

    private final String datasource;
    private final DataSource joining;
    private final DataSource connections;
    private final SlotDialect dialect;
    private final SlotNames names;
    private final UUID logId;
    private final int madeAhead;
    private volatile long epoch;
    private volatile @Nullable String ownRowId;

    public SlotTable(String datasource, SlotConnections connections, SlotDialect dialect, SlotNames names, UUID logId) {
        this(datasource, connections, dialect, names, logId, 0);
    }

    /** @param madeAhead slots 1 to this number get their rows at the take-over, others with their first mark */
    public SlotTable(String datasource, SlotConnections connections, SlotDialect dialect, SlotNames names, UUID logId,
            int madeAhead) {
        this.madeAhead = madeAhead;
        this.datasource = datasource;
        this.joining = connections.joining();
        this.connections = connections.outside();
        this.dialect = dialect;
        this.names = names;
        this.logId = logId;
    }

    public String datasource() {
        return datasource;
    }

    /**
     * Whether slots are of a fixed number, so that their rows can carry the records of commits that do not wait for the log.
     */
    public boolean isStaged() {
        return madeAhead > 0;
    }

    /**
     * Whether transactions may take this slot: where their number is fixed, those that an earlier run made beyond stay idle.
     */
    public boolean uses(int slot) {
        return madeAhead == 0 || slot <= madeAhead;
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
            if (dialect.exists(connection)) {
                refuseUnfit(connection);
                return;
            }
            if (!create) {
                throw new DurableException("DURABLE-0302", "Table " + names.table() + " and sequence " + names.sequence()
                        + " do not both exist on datasource " + datasource + " and quarkus.durable.slot-table.create is false."
                        + " Create them with the statements in the documentation, page \"The slot table\".");
            }
            create(connection);
        }
    }

    /** Another instance may be at it, and have made the table and not yet the sequence. */
    private void create(Connection connection) throws SQLException {
        for (int attempt = 1;; attempt++) {
            try (Statement statement = connection.createStatement()) {
                for (String sql : dialect.createStatements()) {
                    statement.execute(sql);
                }
                return;
            } catch (SQLException e) {
                if (dialect.exists(connection)) {
                    return;
                }
                if (attempt == CREATE_MAX) {
                    throw new DurableException("DURABLE-0303", "Cannot create table " + names.table() + " on datasource "
                            + datasource + ": " + e.getMessage()
                            + ". Grant the right to create it, or create it yourself and set"
                            + " quarkus.durable.slot-table.create=false.", e);
                }
            }
        }
    }

    private void refuseUnfit(Connection connection) throws SQLException {
        String unfit = dialect.unfit(connection);
        if (unfit != null) {
            throw new DurableException("DURABLE-0304", "Table " + names.table() + " or sequence " + names.sequence()
                    + " on datasource " + datasource + " are not as this version needs them: " + unfit
                    + " Make them as in the documentation, page \"The slot table\".");
        }
    }

    /** Whether the database has rows of this log. */
    public boolean knowsLog() throws SQLException {
        try (Connection connection = connections.getConnection()) {
            return !dialect.slots(connection, logId).isEmpty();
        }
    }

    /** Logs that the database knows beside ours. */
    public List<OtherLog> otherLogs() throws SQLException {
        try (Connection connection = connections.getConnection()) {
            return dialect.otherLogs(connection, logId);
        }
    }

    /** The rows of all slots, without the log's own, as last committed; fences nobody and waits for nobody. */
    public List<SlotRow> rows() throws SQLException {
        try (Connection connection = connections.getConnection()) {
            return dialect.rows(connection, logId).stream().filter(row -> row.number() > 0).toList();
        }
    }

    /** Whether the transaction on this thread may be marked in a slot that was freed after it began (rule R7). */
    public boolean seesLaterCommits() throws SQLException {
        try (Connection connection = joining.getConnection()) {
            return dialect.seesLaterCommits(connection);
        }
    }

    /**
     * Fences every other process that uses this log, and reads all its rows. Rows that {@code expected} names and that are not
     * there
     * are created first, so that an uncommitted insert of them is waited for (rule R2). When this returns no transaction of an
     * earlier process can commit any more (rule R8).
     *
     * @param expected slots of transactions without an outcome
     * @param epochAtLeast the epoch of the log directory
     * @return the rows of all slots, without the log's own
     */
    public List<SlotRow> takeOver(Collection<Integer> expected, long epochAtLeast, SlotLock lock) throws SQLException {
        return takeOver(expected, epochAtLeast, lock, rows -> {
        });
    }

    /**
     * As {@link #takeOver(Collection, long, SlotLock)}.
     *
     * @param refusal throws where the rows must not be taken over; then nobody is fenced
     */
    public List<SlotRow> takeOver(Collection<Integer> expected, long epochAtLeast, SlotLock lock,
            Consumer<List<SlotRow>> refusal) throws SQLException {
        TreeSet<Integer> slots = new TreeSet<>(expected);
        IntStream.rangeClosed(0, madeAhead).forEach(slots::add);
        lock.in(connections, dialect, connection -> {
            slots.removeAll(dialect.slots(connection, logId));
            for (int slot : slots) {
                dialect.ensureRow(connection, logId, slot, epochAtLeast);
            }
            return slots;
        });
        List<SlotRow> rows = Objects.requireNonNull(lock.in(connections, dialect, connection -> {
            List<SlotRow> found = new ArrayList<>();
            long highest = epochAtLeast - 1;
            for (int slot : dialect.slots(connection, logId)) {
                SlotRow row = dialect.lockingRead(connection, logId, slot);
                if (row != null) {
                    highest = Math.max(highest, row.epoch());
                }
            }
            dialect.raiseEpoch(connection, logId, highest + 1);
            for (int slot : dialect.slots(connection, logId)) {
                SlotRow row = dialect.lockingRead(connection, logId, slot);
                if (row != null) {
                    found.add(row);
                }
            }
            refusal.accept(found.subList(1, found.size()));
            return found;
        }));
        SlotRow own = rows.get(0);
        epoch = own.epoch();
        ownRowId = own.rowId();
        return rows.subList(1, rows.size());
    }

    /**
     * Reads the row of a slot in use after every transaction that holds it has ended (rule R2). Creates it only if it never
     * existed: a row that was there and is gone says nothing about a transaction (rule R8).
     *
     * @return null if the rows are not as this process left them: see {@link #fence}
     */
    public @Nullable SlotRow read(Slot slot, SlotLock lock) throws SQLException {
        return lock.in(connections, dialect, connection -> {
            if (dialect.epoch(connection, logId) != epoch) {
                return null;
            }
            if (!slot.exists()) {
                dialect.ensureRow(connection, logId, slot.number(), epoch);
            }
            SlotRow row = dialect.lockingRead(connection, logId, slot.number());
            if (row != null && dialect.epoch(connection, logId) == epoch) {
                return row;
            }
            connection.rollback();
            return null;
        });
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
                return wiped();
            }
            if (dialect.epoch(connection, logId) != epoch || slots.contains(slot.number()) != slot.exists()) {
                return takenOver(slot.number());
            }
            return slot.exists() && !dialect.isAt(connection, logId, slot, epoch) ? takenOver(slot.number()) : null;
        }
    }

    private DurableException wiped() {
        return new DurableException("DURABLE-0311", "The database of datasource " + datasource + " no longer knows this log ("
                + logId + "): its table " + names.table() + " was wiped, or the database was restored or replaced. Nothing is"
                + " admitted until the application is restarted; quarkus.durable.unknown-database then decides.");
    }

    /** Another process has changed this slot or all of them. */
    public DurableException takenOver(int slot) {
        return new DurableException("DURABLE-0312", "Slot " + slot + " of log " + logId + " in table " + names.table()
                + " of datasource " + datasource + " is not as this process left it: another process uses the same log, from"
                + " the same or a copied log directory, or rows were changed by hand. Nothing is admitted until the application is"
                + " restarted; give each instance its own log directory.");
    }

    /** One sentence if the database loses acknowledged commits, else null. */
    public @Nullable String losesCommits() throws SQLException {
        try (Connection connection = connections.getConnection()) {
            return dialect.losesCommits(connection);
        }
    }

    public boolean inMemory() throws SQLException {
        try (Connection connection = connections.getConnection()) {
            return dialect.inMemory(connection);
        }
    }
}
