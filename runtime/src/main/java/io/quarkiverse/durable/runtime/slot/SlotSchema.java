package io.quarkiverse.durable.runtime.slot;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import io.quarkiverse.durable.DurableException;

/** Table and sequence in the database, as this version needs them. */
record SlotSchema(String datasource, SlotDialect dialect, SlotNames names) {

    private static final int CREATE_MAX = 3;

    void prepare(Connection connection, boolean create) throws SQLException {
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
}
