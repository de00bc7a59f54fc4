package io.quarkiverse.durable.runtime.slot;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;

/**
 * The rows of another log on one datasource, whose node is gone for good, as somebody has said.
 */
public final class AbandonedSlots {

    private final String datasource;
    private final DataSource connections;
    private final SlotDialect dialect;
    private final SlotNames names;
    private final UUID logId;

    AbandonedSlots(String datasource, DataSource connections, SlotDialect dialect, SlotNames names, UUID logId) {
        this.datasource = datasource;
        this.connections = connections;
        this.dialect = dialect;
        this.names = names;
        this.logId = logId;
    }

    /**
     * What was found.
     *
     * @param claim whose the rows are now; null if the database has none of this log
     * @param epoch that they have, so that a later life of the log can be told from this one; 0 without rows
     * @param rows of all slots, without the log's own; nobody can change them any more if the claim is the caller's
     */
    public record Claimed(@Nullable Claim claim, long epoch, List<SlotRow> rows) {

        /** The database does not know the log. */
        public static final Claimed NOTHING = new Claimed(null, SlotTable.NOBODY, List.of());
    }

    /**
     * Claims the rows for {@code adopter} and fences their owner, should it live on: every row gets a new epoch, which waits
     * for whoever holds one (rules R2 and R8). Changes nothing if they are claimed already: by the caller, or by another
     * instance that is not gone as well.
     *
     * @param gone logs whose claims do not count
     * @param next the epoch from now on, one that nobody ever had or will have
     */
    public Claimed claim(UUID adopter, Set<UUID> gone, long next, SlotLock lock) throws SQLException {
        return Objects.requireNonNull(lock.in(connections, dialect, connection -> {
            if (dialect.slots(connection, logId).isEmpty()) {
                return Claimed.NOTHING;
            }
            dialect.ensureRow(connection, logId, 0, SlotTable.NOBODY);
            SlotRow own = Objects.requireNonNull(dialect.lockingRead(connection, logId, 0));
            Claim known = Claim.of(own.record());
            if (known != null && (known.published() || known.by().equals(adopter) || !gone.contains(known.by()))) {
                return new Claimed(known, own.epoch(), slots(connection));
            }
            refusePrepared(connection);
            // waits for whoever holds a row, and then holds it
            dialect.raiseEpoch(connection, logId, next, Set.of());
            Claim ours = new Claim(adopter, false);
            SlotSql.setClaim(connection, names, logId, ours);
            return new Claimed(ours, next, slots(connection));
        }));
    }

    /** Notes that what {@code adopter} claimed is published. Does nothing if the claim is not its own any more. */
    public void published(UUID adopter, SlotLock lock) throws SQLException {
        lock.in(connections, dialect, connection -> {
            SlotRow own = dialect.lockingRead(connection, logId, 0);
            Claim claim = own == null ? null : Claim.of(own.record());
            if (claim != null && claim.by().equals(adopter)) {
                SlotSql.setClaim(connection, names, logId, new Claim(adopter, true));
            }
            return claim;
        });
    }

    private List<SlotRow> slots(Connection connection) throws SQLException {
        return dialect.rows(connection, logId).stream().filter(row -> row.number() > 0).toList();
    }

    private void refusePrepared(Connection connection) throws SQLException {
        Map<Integer, String> held = dialect.heldByPrepared(connection, logId);
        if (!held.isEmpty()) {
            throw new DurableException("DURABLE-0233", "Log " + logId + " cannot be adopted: on datasource " + datasource
                    + " prepared XA branches hold its slots (" + held.values()
                    + "), and nobody but a person can end them now that"
                    + " the node is gone. Commit or roll back each of them, and start again.");
        }
    }
}
