package io.quarkiverse.durable.it.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

import org.h2.api.Trigger;

/** A trigger of H2 that writes twice the amount into another column. */
public class Doubling implements Trigger {

    private int amount;
    private int doubled;

    @Override
    public void init(Connection connection, String schema, String trigger, String table, boolean before, int type)
            throws SQLException {
        amount = position(connection, schema, table, "AMOUNT");
        doubled = position(connection, schema, table, "DOUBLED");
    }

    private static int position(Connection connection, String schema, String table, String column) throws SQLException {
        try (ResultSet columns = connection.getMetaData().getColumns(null, schema, table, column)) {
            columns.next();
            return columns.getInt("ORDINAL_POSITION") - 1;
        }
    }

    @Override
    public void fire(Connection connection, Object[] before, Object[] after) {
        after[doubled] = (Integer) after[amount] * 2;
    }
}
