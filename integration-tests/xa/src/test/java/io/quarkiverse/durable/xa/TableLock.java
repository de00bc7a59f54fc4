package io.quarkiverse.durable.xa;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Nobody writes to a table until this is closed. */
final class TableLock implements AutoCloseable {

    private final Books books;
    private final String table;
    private final Connection connection;

    TableLock(Books books, String table) {
        this.books = books;
        this.table = table;
        try {
            connection = books.database().connect();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("lock table " + table + " in share mode");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot lock " + table + " of " + books.side(), e);
        }
    }

    boolean isWaitedFor() {
        return books.isTrue("select count(*) > 0 from pg_locks where relation = '" + table + "'::regclass and not granted");
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot unlock " + table + " of " + books.side(), e);
        }
    }
}
