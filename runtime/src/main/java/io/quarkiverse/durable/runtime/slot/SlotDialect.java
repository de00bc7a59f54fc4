package io.quarkiverse.durable.runtime.slot;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The SQL of the slot table on one kind of database. Stateless; the connection is the caller's.
 */
public interface SlotDialect {

    /** Statements that create table and sequence where they do not exist; may be run again. */
    List<String> createStatements();

    /** Whether table and sequence are there. */
    boolean exists(Connection connection) throws SQLException;

    /** What is wrong with a table and sequence that are there, and the remedy, in sentences; null if nothing is. */
    @Nullable
    String unfit(Connection connection) throws SQLException;

    /** Makes the current transaction one that has written, so that a mark can tell whether it is still in it. */
    void enter(Connection connection) throws SQLException;

    /**
     * Writes the mark in the transaction of {@code connection}.
     *
     * @return null if no row matched: see {@link SlotTable#explainMiss}
     */
    @Nullable
    Marked mark(Connection connection, UUID logId, Mark mark) throws SQLException;

    /** Makes sure that the row exists, waiting for an uncommitted insert of it (rule R2). */
    void ensureRow(Connection connection, UUID logId, int slot, long epoch) throws SQLException;

    /**
     * Creates the row of a slot, if the log's own row has this epoch; in a transaction of its own, so that a branch which is
     * prepared later holds nothing but its row.
     *
     * @return false if the epoch is another one, or the row exists
     */
    boolean create(Connection connection, UUID logId, int slot, long epoch) throws SQLException;

    /** Numbers of all rows of this log, the log's own row 0 included. */
    List<Integer> slots(Connection connection, UUID logId) throws SQLException;

    /** All rows of this log by number, as last committed, without where they lie; locks nothing. */
    List<SlotRow> rows(Connection connection, UUID logId) throws SQLException;

    /** What the database knows of other logs, as last committed. */
    List<OtherLog> otherLogs(Connection connection, UUID logId) throws SQLException;

    /** Epoch of the log's own row as last committed; 0 if it has none. */
    long epoch(Connection connection, UUID logId) throws SQLException;

    /** Whether the row of the slot is as we left it. */
    boolean isAt(Connection connection, UUID logId, Slot slot, long epoch) throws SQLException;

    /** Sets the epoch of all rows of this log but those of the slots {@code except}: a new one, not a higher one. */
    void raiseEpoch(Connection connection, UUID logId, long epoch, Set<Integer> except) throws SQLException;

    /** Sets the epoch of one row. */
    void raiseEpoch(Connection connection, UUID logId, int slot, long epoch) throws SQLException;

    /**
     * Slots whose rows prepared XA branches hold, which have no session and end when the transaction manager or a person ends
     * them; with a name for the branch.
     */
    default Map<Integer, String> heldByPrepared(Connection connection, UUID logId) throws SQLException {
        return Map.of();
    }

    /** Reads a row and locks it until the transaction of {@code connection} ends; null if it does not exist. */
    @Nullable
    SlotRow lockingRead(Connection connection, UUID logId, int slot) throws SQLException;

    /**
     * How long statements of this connection's transaction wait for a lock.
     *
     * @return the value to set again afterwards, or -1 if it ends with the transaction
     */
    long lockTimeout(Connection connection, long millis) throws SQLException;

    boolean isLockTimeout(SQLException e);

    /** Identifies the session of {@code connection} to {@link #endBlockers}. */
    long sessionId(Connection connection) throws SQLException;

    /**
     * Ends the sessions whose transactions {@code sessionId} waits for; called on another connection while it waits. Who locks
     * the whole table is left alone where the database can tell.
     *
     * @return how many were ended
     */
    int endBlockers(Connection connection, long sessionId) throws SQLException;

    /** Whether the current transaction sees what others committed after it began. */
    default boolean seesLaterCommits(Connection connection) throws SQLException {
        return connection.getTransactionIsolation() <= Connection.TRANSACTION_READ_COMMITTED;
    }

    /** One sentence if this database loses commits that it has acknowledged, else null. */
    @Nullable
    String losesCommits(Connection connection) throws SQLException;

    /** One sentence if XA cannot work with this database as it is set up, else null. */
    default @Nullable String xaTrouble(Connection connection) throws SQLException {
        return null;
    }

    /** Longest record that fits into a row. */
    int recordBytesMax();

    /** True if the database and everything in it ends with the process. */
    boolean inMemory(Connection connection) throws SQLException;
}
