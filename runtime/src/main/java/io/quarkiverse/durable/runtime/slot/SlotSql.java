package io.quarkiverse.durable.runtime.slot;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** The statements that are the same on every database. */
final class SlotSql {

    private SlotSql() {
    }

    /** Fails where a column is missing. */
    static void readNothing(Connection connection, SlotNames names) throws SQLException {
        try (Statement query = connection.createStatement()) {
            query.executeQuery("SELECT log_id, slot, last_tx, epoch, token, record FROM " + names.table() + " WHERE 1=0")
                    .close();
        }
    }

    static List<Integer> slots(Connection connection, SlotNames names, UUID logId) throws SQLException {
        List<Integer> slots = new ArrayList<>();
        try (PreparedStatement query = connection
                .prepareStatement("SELECT slot FROM " + names.table() + " WHERE log_id=? ORDER BY slot")) {
            query.setObject(1, logId);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    slots.add(rows.getInt(1));
                }
            }
        }
        return slots;
    }

    static List<SlotRow> rows(Connection connection, SlotNames names, UUID logId) throws SQLException {
        List<SlotRow> found = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT slot, last_tx, epoch, token, record FROM " + names.table() + " WHERE log_id=? ORDER BY slot")) {
            query.setObject(1, logId);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(new SlotRow(rows.getInt(1), rows.getLong(2), rows.getLong(3), rows.getLong(4), null,
                            record(rows, 5)));
                }
            }
        }
        return found;
    }

    static @Nullable ByteBuffer record(ResultSet row, int column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    static void setRecord(PreparedStatement mark, int parameter, Mark of) throws SQLException {
        byte[] bytes = null;
        ByteBuffer record = of.record();
        if (record != null) {
            bytes = new byte[record.remaining()];
            record.duplicate().get(bytes);
        }
        mark.setBytes(parameter, bytes);
    }

    static List<OtherLog> otherLogs(Connection connection, SlotNames names, UUID logId) throws SQLException {
        List<OtherLog> others = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT s.log_id, MAX(s.last_tx),"
                + " SUM(CASE WHEN s.slot>0 AND s.record IS NOT NULL THEN 1 ELSE 0 END), own.record FROM " + names.table()
                + " s LEFT JOIN " + names.table() + " own ON own.log_id=s.log_id AND own.slot=0"
                + " WHERE s.log_id<>? GROUP BY s.log_id, own.record ORDER BY s.log_id")) {
            query.setObject(1, logId);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    others.add(new OtherLog(rows.getObject(1, UUID.class), rows.getLong(2), rows.getInt(3),
                            Claim.of(record(rows, 4))));
                }
            }
        }
        return others;
    }

    static long epoch(Connection connection, SlotNames names, UUID logId) throws SQLException {
        try (PreparedStatement query = connection
                .prepareStatement("SELECT epoch FROM " + names.table() + " WHERE log_id=? AND slot=0")) {
            query.setObject(1, logId);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    static boolean isAt(Connection connection, SlotNames names, UUID logId, Slot slot, long epoch) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT 1 FROM " + names.table() + " WHERE log_id=? AND slot=? AND last_tx=? AND epoch=?")) {
            query.setObject(1, logId);
            query.setInt(2, slot.number());
            query.setLong(3, slot.lastTx());
            query.setLong(4, epoch);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    static void raiseEpoch(Connection connection, SlotNames names, UUID logId, long epoch, Set<Integer> except)
            throws SQLException {
        StringJoiner not = new StringJoiner(",", " AND slot NOT IN (", ")").setEmptyValue("");
        except.forEach(slot -> not.add(slot.toString()));
        setEpoch(connection, names, logId, epoch, not.toString());
    }

    static void raiseEpoch(Connection connection, SlotNames names, UUID logId, int slot, long epoch) throws SQLException {
        setEpoch(connection, names, logId, epoch, " AND slot=" + slot);
    }

    /** @param claim null where nobody adopts the log any more */
    static void setClaim(Connection connection, SlotNames names, UUID logId, @Nullable Claim claim) throws SQLException {
        try (PreparedStatement update = connection
                .prepareStatement("UPDATE " + names.table() + " SET record=? WHERE log_id=? AND slot=0")) {
            update.setBytes(1, claim == null ? null : claim.bytes());
            update.setObject(2, logId);
            update.executeUpdate();
        }
    }

    private static void setEpoch(Connection connection, SlotNames names, UUID logId, long epoch, String which)
            throws SQLException {
        try (PreparedStatement update = connection
                .prepareStatement("UPDATE " + names.table() + " SET epoch=? WHERE log_id=?" + which)) {
            update.setLong(1, epoch);
            update.setObject(2, logId);
            update.executeUpdate();
        }
    }

    /** @param lock how the log's own row is locked until the row is there */
    static boolean create(Connection connection, SlotNames names, UUID logId, int slot, long epoch, String lock)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + names.table()
                + " (log_id, slot, last_tx, epoch, token) SELECT own.log_id, CAST(? AS INTEGER), 0, own.epoch, 0 FROM "
                + names.table() + " own WHERE own.log_id=? AND own.slot=0 AND own.epoch=?" + lock)) {
            insert.setInt(1, slot);
            insert.setObject(2, logId);
            insert.setLong(3, epoch);
            return insert.executeUpdate() == 1;
        }
    }
}
