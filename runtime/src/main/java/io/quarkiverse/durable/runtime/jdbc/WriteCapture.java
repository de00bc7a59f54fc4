package io.quarkiverse.durable.runtime.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** What the statements of one datasource are captured by. */
public interface WriteCapture {

    /** What is done about a statement that writes to durable tables. */
    enum Choice {
        /** Its changes are captured. */
        CAPTURE,
        /** It is not executed. */
        REJECT,
        /** It is executed, and nobody hears of it. */
        IGNORE
    }

    /** Whether the application is served; before that statements pass. */
    boolean isServing();

    /** Remembers a statement that passed before the application was served. */
    void passedBefore(String sql);

    /** Whether a statement writes to one of these tables, or may do so. */
    static boolean concerns(String sql, Map<String, DurableTable> tables) {
        SqlVerdict verdict = SqlAnalysis.of(sql, tables);
        return !(verdict instanceof SqlVerdict.Unconcerned || verdict instanceof SqlVerdict.Savepoint);
    }

    /** The durable tables by name, and those from which the database goes on to them. */
    Map<String, DurableTable> tables();

    /**
     * Whether Hibernate prepares the statement for a write that it reports as an event.
     *
     * @param tables that the statement writes to
     */
    boolean isReported(String sql, Set<String> tables);

    /**
     * What to do about a statement.
     *
     * @param analysable whether its rows are known
     * @throws io.quarkiverse.durable.DurableException it is refused
     */
    Choice choose(String sql, Set<String> tables, @Nullable String whyNot);

    /**
     * Begins to capture one statement, on its own connection, inside of a transaction.
     *
     * @param rows that it writes to; none where what it does to them is reported
     * @param cascades what the database does because of it
     */
    Run begin(Connection raw, String sql, List<DurableTable.Rows> rows, Set<Cascade> cascades) throws SQLException;

    /** Whether the database has a lock for updates that leave the key alone. */
    boolean noKeyUpdate();

    /** Whether there is a transaction. */
    boolean isTransactionActive();

    /** Remembers what was captured so far in the transaction. */
    void savepoint(String name);

    /**
     * Forgets what was captured since.
     *
     * @throws io.quarkiverse.durable.DurableException that cannot be done; the transaction will roll back
     */
    void rollbackTo(String savepoint);

    /** One statement that is captured. */
    interface Run extends AutoCloseable {

        /** A row that the statement changes, at the cursor, with its key columns at these places. */
        void affected(DurableTable.Rows rows, ResultSet row, List<Integer> columns) throws SQLException;

        /** A row that the statement changes, which is reported: the database may come back to it. */
        void reported(DurableTable.Rows rows, ResultSet row, List<Integer> columns) throws SQLException;

        /** A row that was inserted. */
        void inserted(DurableTable.Rows rows, ResultSet row, List<Integer> columns) throws SQLException;

        /** All rows are known, and the statement is about to be executed. */
        void before();

        /**
         * The statement was executed.
         *
         * @param known rows that were known
         * @param written rows that the database says it wrote
         * @throws io.quarkiverse.durable.DurableException they are not the same; the transaction will roll back
         */
        void after(long known, long written);

        /** The transaction will roll back. */
        void rollBack();

        @Override
        void close();
    }
}
