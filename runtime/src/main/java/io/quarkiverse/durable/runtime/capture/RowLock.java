package io.quarkiverse.durable.runtime.capture;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Locks rows of entities, in the table that all of their classes share, whatever their version is. By SQL: Hibernate's own
 * locks ask for a version, join what cannot be locked, and want a transaction of their session.
 */
final class RowLock {

    private RowLock() {
    }

    static void on(EntityPersister persister, List<Object> ids, SharedSessionContractImplementor session) {
        EntityPersister root = persister.getRootEntityDescriptor().getEntityPersister();
        String table = root.getTableName();
        String[] columns = root.getKeyColumns(0);
        if (table.startsWith("(")) {
            // a table for each class
            table = persister.getMappedTableDetails().getTableName();
        }
        if (table.startsWith("(") || ids.isEmpty()) {
            return;
        }
        String row = "(" + String.join(" = ? and ", columns) + " = ?)";
        String sql = "select " + columns[0] + " from " + table + " where "
                + String.join(" or ", Collections.nCopies(ids.size(), row))
                + " order by " + String.join(", ", columns) + session.getDialect().getForUpdateString();
        try (PreparedStatement statement = session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection()
                .prepareStatement(sql)) {
            int index = 1;
            for (Object id : ids) {
                root.getIdentifierType().nullSafeSet(statement, id, index, session);
                index += columns.length;
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    continue; // until all are locked
                }
            }
        } catch (SQLException e) {
            throw session.getJdbcServices().getSqlExceptionHelper().convert(e, "Rows of " + persister.getEntityName()
                    + " could not be locked", sql);
        }
    }
}
