package io.quarkiverse.durable.runtime.slot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * H2 2.x, embedded and server.
 */
public final class H2Dialect implements SlotDialect {

    private static final String INSIDE = " AND (NOT ? OR TRANSACTION_ID() IS NOT NULL)";
    private static final int RECORD_BYTES_MAX = 4000;
    private static final int LOCK_TIMEOUT = 50200;
    private static final int DUPLICATE_KEY = 23505;
    private static final int CONCURRENT_UPDATE = 90131;
    private static final int TABLE_NOT_FOUND = 42102;
    private static final int TABLE_NOT_FOUND_IN_EMPTY_SCHEMA = 42104;
    private static final int COLUMN_NOT_FOUND = 42122;
    private static final int SEQUENCE_NOT_FOUND = 90036;
    private static final int SCHEMA_NOT_FOUND = 90079;
    private static final int SEQUENCE_NOT_USED_IN_SESSION = 90148;

    private final SlotNames names;
    private final String markUsed;
    private final String markNew;

    public H2Dialect(SlotNames names) {
        this.names = names;
        String draw = "NEXT VALUE FOR " + names.sequence();
        markUsed = "SELECT token FROM FINAL TABLE (UPDATE " + names.table() + " SET last_tx=?, record=?, token=" + draw
                + " WHERE log_id=? AND slot=? AND last_tx=? AND epoch=?" + INSIDE + ")";
        markNew = "SELECT token FROM FINAL TABLE (INSERT INTO " + names.table()
                + " (log_id, slot, last_tx, record, epoch, token)"
                + " SELECT own.log_id, CAST(? AS INTEGER), CAST(? AS BIGINT), CAST(? AS VARBINARY(" + RECORD_BYTES_MAX
                + ")), own.epoch, " + draw
                + " FROM " + names.table()
                + " own WHERE own.log_id=? AND own.slot=0 AND own.epoch=?" + INSIDE + ")";
    }

    @Override
    public int recordBytesMax() {
        return RECORD_BYTES_MAX;
    }

    @Override
    public List<String> createStatements() {
        return List.of(
                "CREATE TABLE IF NOT EXISTS " + names.table() + " (log_id UUID NOT NULL, slot INTEGER NOT NULL,"
                        + " last_tx BIGINT NOT NULL, epoch BIGINT NOT NULL, token BIGINT NOT NULL, record VARBINARY("
                        + RECORD_BYTES_MAX + "),"
                        + " PRIMARY KEY (log_id, slot))",
                "CREATE SEQUENCE IF NOT EXISTS " + names.sequence());
    }

    @Override
    public boolean exists(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement()) {
            query.executeQuery("SELECT 1 FROM " + names.table() + " WHERE FALSE").close();
            // resolved and not drawn; the current value would be refused in a session that has drawn none
            query.executeQuery("EXPLAIN SELECT NEXT VALUE FOR " + names.sequence()).close();
            return true;
        } catch (SQLException e) {
            switch (e.getErrorCode()) {
                case TABLE_NOT_FOUND:
                case TABLE_NOT_FOUND_IN_EMPTY_SCHEMA:
                case SEQUENCE_NOT_FOUND:
                case SCHEMA_NOT_FOUND:
                    return false;
                case SEQUENCE_NOT_USED_IN_SESSION:
                    return true;
                default:
                    throw e;
            }
        }
    }

    @Override
    public @Nullable String unfit(Connection connection) throws SQLException {
        try {
            // what H2 caches of a sequence is shared by all sessions
            SlotSql.readNothing(connection, names);
            return null;
        } catch (SQLException e) {
            if (e.getErrorCode() == COLUMN_NOT_FOUND) {
                return e.getMessage();
            }
            throw e;
        }
    }

    @Override
    public void enter(Connection connection) throws SQLException {
        // H2 gives a transaction its id with its first change: a row of its own, written and removed
        UUID nobody = UUID.randomUUID();
        for (String sql : List.of(
                "INSERT INTO " + names.table() + " (log_id, slot, last_tx, epoch, token) VALUES (?, -1, 0, 0, 0)",
                "DELETE FROM " + names.table() + " WHERE log_id=? AND slot=-1")) {
            try (PreparedStatement write = connection.prepareStatement(sql)) {
                write.setObject(1, nobody);
                write.executeUpdate();
            }
        }
    }

    @Override
    public @Nullable Marked mark(Connection connection, UUID logId, Mark mark) throws SQLException {
        return mark.slot().exists() ? markUsed(connection, logId, mark) : markNew(connection, logId, mark);
    }

    private @Nullable Marked markUsed(Connection connection, UUID logId, Mark mark) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(markUsed)) {
            update.setLong(1, mark.transaction());
            SlotSql.setRecord(update, 2, mark);
            update.setObject(3, logId);
            update.setInt(4, mark.slot().number());
            update.setLong(5, mark.slot().lastTx());
            update.setLong(6, mark.epoch());
            update.setBoolean(7, mark.insideTransaction());
            return read(update);
        }
    }

    private @Nullable Marked markNew(Connection connection, UUID logId, Mark mark) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(markNew)) {
            insert.setInt(1, mark.slot().number());
            insert.setLong(2, mark.transaction());
            SlotSql.setRecord(insert, 3, mark);
            insert.setObject(4, logId);
            insert.setLong(5, mark.epoch());
            insert.setBoolean(6, mark.insideTransaction());
            return read(insert);
        } catch (SQLException e) {
            if (e.getErrorCode() == DUPLICATE_KEY) {
                return null;
            }
            throw e;
        }
    }

    private static @Nullable Marked read(PreparedStatement mark) throws SQLException {
        try (ResultSet row = mark.executeQuery()) {
            return row.next() ? new Marked(row.getLong(1), null, true) : null;
        }
    }

    @Override
    public void ensureRow(Connection connection, UUID logId, int slot, long epoch) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("MERGE INTO " + names.table() + " s USING"
                + " (VALUES (CAST(? AS UUID), CAST(? AS INTEGER), CAST(? AS BIGINT))) v(log_id, slot, epoch)"
                + " ON s.log_id=v.log_id AND s.slot=v.slot WHEN NOT MATCHED THEN INSERT (log_id, slot, last_tx, epoch, token)"
                + " VALUES (v.log_id, v.slot, 0, v.epoch, 0)")) {
            insert.setObject(1, logId);
            insert.setInt(2, slot);
            insert.setLong(3, epoch);
            insert.executeUpdate();
        } catch (SQLException e) {
            if (e.getErrorCode() != DUPLICATE_KEY && e.getErrorCode() != CONCURRENT_UPDATE) {
                throw e;
            }
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
        return SlotSql.create(connection, names, logId, slot, epoch, "");
    }

    @Override
    public @Nullable SlotRow lockingRead(Connection connection, UUID logId, int slot) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT last_tx, epoch, token, record FROM " + names.table() + " WHERE log_id=? AND slot=? FOR UPDATE")) {
            query.setObject(1, logId);
            query.setInt(2, slot);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new SlotRow(slot, row.getLong(1), row.getLong(2), row.getLong(3), null, SlotSql.record(row, 4))
                        : null;
            }
        }
    }

    @Override
    public long lockTimeout(Connection connection, long millis) throws SQLException {
        try (Statement set = connection.createStatement(); ResultSet row = set.executeQuery("SELECT LOCK_TIMEOUT()")) {
            row.next();
            long before = row.getLong(1);
            set.execute("SET LOCK_TIMEOUT " + millis);
            return before;
        }
    }

    @Override
    public boolean isLockTimeout(SQLException e) {
        return e.getErrorCode() == LOCK_TIMEOUT;
    }

    @Override
    public long sessionId(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement(); ResultSet row = query.executeQuery("SELECT SESSION_ID()")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public int endBlockers(Connection connection, long sessionId) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS"
                + " WHERE SESSION_ID=? AND BLOCKER_ID IS NOT NULL AND ABORT_SESSION(BLOCKER_ID)")) {
            query.setInt(1, (int) sessionId);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    @Override
    public @Nullable String losesCommits(Connection connection) throws SQLException {
        if (inMemory(connection)) {
            return "H2 runs in memory and loses everything with the process";
        }
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(
                        "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME='WRITE_DELAY'")) {
            if (row.next() && !"0".equals(row.getString(1))) {
                return "H2 delays its writes by " + row.getString(1)
                        + " ms, and a kill of the process loses or tears its last commits; add ;WRITE_DELAY=0 to the JDBC URL";
            }
            return null;
        }
    }

    @Override
    public boolean inMemory(Connection connection) throws SQLException {
        return connection.getMetaData().getURL().startsWith("jdbc:h2:mem:");
    }
}
