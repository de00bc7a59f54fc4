package io.quarkiverse.durable.runtime.slot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL 14 and later.
 */
public final class PostgresDialect implements SlotDialect {

    /*
     * The mark must not take predicate locks, or SERIALIZABLE transactions fail that have nothing to do with each other. An
     * upsert takes none. An update by ctid takes none and costs less, as long as it is a Tid Scan; but as soon as the table has
     * been analyzed and is a page or two, the planner thinks that a Seq Scan is cheaper, and that locks all of it. So under
     * SERIALIZABLE the update is skipped (a one-time filter, evaluated before the scan begins), and a new slot, which has to
     * read the log's own row, switches those scans off until its commit.
     *
     * An upsert would create a row that was wiped, so it inserts an impossible epoch and the caller refuses what comes back.
     *
     * pg_current_xact_id_if_assigned() is not null only in a transaction that has written. A mark that comes after the
     * transaction was rolled back behind our back (a time-out on another thread) would otherwise commit on its own.
     */
    private static final long WIPED = -1;
    private static final int RECORD_BYTES_MAX = 16 << 20;
    private static final String UNDEFINED_COLUMN = "42703";
    private static final String INSIDE = " AND (NOT ? OR pg_current_xact_id_if_assigned() IS NOT NULL)";

    private final SlotNames names;
    private final String markByRowId;
    private final String markByUpsert;
    private final String markNewByRowId;
    private final String markNewByKey;

    public PostgresDialect(SlotNames names) {
        this.names = names;
        String draw = "nextval('" + names.sequence() + "')";
        String answer = " RETURNING ctid::text, token, epoch, current_setting('synchronous_commit') <> 'off'";
        markByRowId = "UPDATE " + names.table() + " SET last_tx=?, record=?, token=" + draw
                + " WHERE ctid=?::tid AND log_id=? AND slot=? AND last_tx=? AND epoch=?" + INSIDE
                + " AND current_setting('transaction_isolation') <> 'serializable'" + answer;
        markByUpsert = "INSERT INTO " + names.table()
                + " AS s (log_id, slot, last_tx, record, epoch, token) SELECT ?, ?, ?, ?, "
                + WIPED + ", " + draw + " WHERE (NOT ? OR pg_current_xact_id_if_assigned() IS NOT NULL)"
                + " ON CONFLICT (log_id, slot) DO UPDATE SET last_tx=excluded.last_tx,"
                + " record=excluded.record, token=excluded.token WHERE s.last_tx=? AND s.epoch=?" + answer;
        String byKey = "SET LOCAL enable_seqscan=off; INSERT INTO " + names.table()
                + " (log_id, slot, last_tx, record, epoch, token)"
                + " SELECT ?, ?, ?, ?, own.epoch, " + draw + " FROM " + names.table() + " own"
                + " WHERE own.log_id=? AND own.slot=0 AND own.epoch=?" + INSIDE;
        String rest = " FOR SHARE OF own ON CONFLICT DO NOTHING" + answer;
        markNewByKey = byKey + rest;
        markNewByRowId = byKey + " AND own.ctid=?::tid" + rest;
    }

    @Override
    public int recordBytesMax() {
        return RECORD_BYTES_MAX;
    }

    @Override
    public List<String> createStatements() {
        return List.of(
                "CREATE TABLE IF NOT EXISTS " + names.table() + " (log_id uuid NOT NULL, slot integer NOT NULL,"
                        + " last_tx bigint NOT NULL, epoch bigint NOT NULL, token bigint NOT NULL, record bytea,"
                        + " PRIMARY KEY (log_id, slot)) WITH (fillfactor=50)",
                "CREATE SEQUENCE IF NOT EXISTS " + names.sequence() + " CACHE 1");
    }

    @Override
    public boolean exists(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT to_regclass(?), to_regclass(?)")) {
            query.setString(1, names.table());
            query.setString(2, names.sequence());
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getString(1) != null && row.getString(2) != null;
            }
        }
    }

    @Override
    public @Nullable String unfit(Connection connection) throws SQLException {
        try {
            SlotSql.readNothing(connection, names);
        } catch (SQLException e) {
            if (UNDEFINED_COLUMN.equals(e.getSQLState())) {
                return e.getMessage();
            }
            throw e;
        }
        // a session that has values in store draws one that is lower than another session's earlier one
        try (PreparedStatement query = connection.prepareStatement("SELECT seqcache=1 AND seqincrement>0 AND NOT seqcycle"
                + " FROM pg_sequence WHERE seqrelid=to_regclass(?)")) {
            query.setString(1, names.sequence());
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1) ? null
                        : "The values of its sequence do not rise in the order in which they are drawn. Run ALTER SEQUENCE "
                                + names.sequence() + " CACHE 1 INCREMENT BY 1 NO CYCLE.";
            }
        }
    }

    @Override
    public void enter(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement()) {
            query.executeQuery("SELECT pg_current_xact_id()").close();
        }
    }

    @Override
    public @Nullable Marked mark(Connection connection, UUID logId, Mark mark) throws SQLException {
        Slot slot = mark.slot();
        if (!slot.exists()) {
            return markNew(connection, logId, mark);
        }
        if (slot.rowId() != null) {
            Marked marked = markByRowId(connection, logId, mark, slot.rowId());
            if (marked != null) {
                return marked;
            }
        }
        return markByUpsert(connection, logId, mark);
    }

    private @Nullable Marked markByRowId(Connection connection, UUID logId, Mark mark, String rowId) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(markByRowId)) {
            update.setLong(1, mark.transaction());
            SlotSql.setRecord(update, 2, mark);
            update.setString(3, rowId);
            update.setObject(4, logId);
            update.setInt(5, mark.slot().number());
            update.setLong(6, mark.slot().lastTx());
            update.setLong(7, mark.epoch());
            update.setBoolean(8, mark.insideTransaction());
            return read(update);
        }
    }

    private @Nullable Marked markByUpsert(Connection connection, UUID logId, Mark mark) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(markByUpsert)) {
            upsert.setObject(1, logId);
            upsert.setInt(2, mark.slot().number());
            upsert.setLong(3, mark.transaction());
            SlotSql.setRecord(upsert, 4, mark);
            upsert.setBoolean(5, mark.insideTransaction());
            upsert.setLong(6, mark.slot().lastTx());
            upsert.setLong(7, mark.epoch());
            return read(upsert);
        }
    }

    private @Nullable Marked markNew(Connection connection, UUID logId, Mark mark) throws SQLException {
        if (mark.ownRowId() != null) {
            Marked marked = markNew(connection, logId, mark, mark.ownRowId());
            if (marked != null) {
                return marked;
            }
        }
        // rows move when somebody rewrites the table (VACUUM FULL)
        return markNew(connection, logId, mark, null);
    }

    private @Nullable Marked markNew(Connection connection, UUID logId, Mark mark, @Nullable String ownRowId)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ownRowId == null ? markNewByKey : markNewByRowId)) {
            insert.setObject(1, logId);
            insert.setInt(2, mark.slot().number());
            insert.setLong(3, mark.transaction());
            SlotSql.setRecord(insert, 4, mark);
            insert.setObject(5, logId);
            insert.setLong(6, mark.epoch());
            insert.setBoolean(7, mark.insideTransaction());
            if (ownRowId != null) {
                insert.setString(8, ownRowId);
            }
            insert.execute();
            insert.getMoreResults(); // past the answer to SET
            try (ResultSet row = insert.getResultSet()) {
                return marked(row);
            }
        }
    }

    private static @Nullable Marked read(PreparedStatement mark) throws SQLException {
        try (ResultSet row = mark.executeQuery()) {
            return marked(row);
        }
    }

    private static @Nullable Marked marked(ResultSet row) throws SQLException {
        if (!row.next() || row.getLong(3) == WIPED) {
            return null;
        }
        return new Marked(row.getLong(2), row.getString(1), row.getBoolean(4));
    }

    @Override
    public void ensureRow(Connection connection, UUID logId, int slot, long epoch) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + names.table()
                + " (log_id, slot, last_tx, epoch, token) VALUES (?, ?, 0, ?, 0) ON CONFLICT DO NOTHING")) {
            insert.setObject(1, logId);
            insert.setInt(2, slot);
            insert.setLong(3, epoch);
            insert.executeUpdate();
        }
    }

    @Override
    public List<Integer> slots(Connection connection, UUID logId) throws SQLException {
        return SlotSql.slots(connection, names, logId);
    }

    @Override
    public List<SlotRow> rows(Connection connection, UUID logId) throws SQLException {
        return SlotSql.rows(connection, names, logId);
    }

    @Override
    public List<OtherLog> otherLogs(Connection connection, UUID logId) throws SQLException {
        return SlotSql.otherLogs(connection, names, logId);
    }

    @Override
    public long epoch(Connection connection, UUID logId) throws SQLException {
        return SlotSql.epoch(connection, names, logId);
    }

    @Override
    public boolean isAt(Connection connection, UUID logId, Slot slot, long epoch) throws SQLException {
        return SlotSql.isAt(connection, names, logId, slot, epoch);
    }

    @Override
    public void raiseEpoch(Connection connection, UUID logId, long epoch, Set<Integer> except) throws SQLException {
        SlotSql.raiseEpoch(connection, names, logId, epoch, except);
    }

    @Override
    public void raiseEpoch(Connection connection, UUID logId, int slot, long epoch) throws SQLException {
        SlotSql.raiseEpoch(connection, names, logId, slot, epoch);
    }

    @Override
    public boolean create(Connection connection, UUID logId, int slot, long epoch) throws SQLException {
        return SlotSql.create(connection, names, logId, slot, epoch, " FOR SHARE OF own ON CONFLICT DO NOTHING");
    }

    @Override
    public Map<Integer, String> heldByPrepared(Connection connection, UUID logId) throws SQLException {
        // not where the mark was made in a subtransaction: PostgreSQL does not tell whose that was
        try (PreparedStatement query = connection.prepareStatement("SELECT s.slot, p.gid FROM " + names.table()
                + " s JOIN pg_prepared_xacts p ON p.transaction=s.xmax WHERE s.log_id=?")) {
            query.setObject(1, logId);
            Map<Integer, String> held = new HashMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    held.put(rows.getInt(1), rows.getString(2));
                }
            }
            return held;
        }
    }

    @Override
    public @Nullable SlotRow lockingRead(Connection connection, UUID logId, int slot) throws SQLException {
        try (PreparedStatement query = connection
                .prepareStatement("SELECT last_tx, epoch, token, ctid::text, record FROM " + names.table()
                        + " WHERE log_id=? AND slot=? FOR UPDATE")) {
            query.setObject(1, logId);
            query.setInt(2, slot);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new SlotRow(slot, row.getLong(1), row.getLong(2), row.getLong(3), row.getString(4),
                                SlotSql.record(row, 5))
                        : null;
            }
        }
    }

    @Override
    public long lockTimeout(Connection connection, long millis) throws SQLException {
        try (Statement set = connection.createStatement()) {
            set.execute("SET LOCAL lock_timeout = " + millis);
        }
        return -1;
    }

    @Override
    public boolean isLockTimeout(SQLException e) {
        return "55P03".equals(e.getSQLState());
    }

    @Override
    public long sessionId(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement(); ResultSet row = query.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public int endBlockers(Connection connection, long sessionId) throws SQLException {
        // only one that waits for a transaction: who locks the whole table, to mend it, is not one of us
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 2000)) FROM unnest(pg_blocking_pids(?)) pid WHERE EXISTS"
                        + " (SELECT 1 FROM pg_locks WHERE pg_locks.pid=? AND NOT granted AND locktype='transactionid')")) {
            query.setInt(1, (int) sessionId);
            query.setInt(2, (int) sessionId);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    @Override
    public @Nullable String losesCommits(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("SELECT current_setting('synchronous_commit'), current_setting('fsync')")) {
            row.next();
            if ("off".equals(row.getString(1))) {
                return "PostgreSQL runs with synchronous_commit=off and may lose its last commits in a crash";
            }
            return "off".equals(row.getString(2)) ? "PostgreSQL runs with fsync=off and may lose or tear commits in a crash"
                    : null;
        }
    }

    @Override
    public @Nullable String xaTrouble(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("SELECT current_setting('max_prepared_transactions')")) {
            row.next();
            return "0".equals(row.getString(1))
                    ? "max_prepared_transactions of PostgreSQL is 0, so each transaction over several resources will be rolled back"
                    : null;
        }
    }

    @Override
    public boolean inMemory(Connection connection) {
        return false;
    }
}
