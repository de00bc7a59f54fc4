package io.quarkiverse.durable.runtime.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;

import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.runtime.jdbc.CapturedDataSource;

/**
 * How fine the columns of the tables are in the database, which need not be as the mapping says. Asked once for each column, by
 * a query without rows.
 */
final class ColumnFacts {

    private static final String SAVEPOINT = "durable_column";

    private final @Nullable Fitting sent;

    /** PostgreSQL's driver sends a time in microseconds, rounded, and the server rounds that. */
    ColumnFacts(Dialect dialect) {
        this.sent = dialect instanceof PostgreSQLDialect ? new Fitting(6) : null;
    }

    /** Puts before a codec what the column makes of a value. */
    Codec fitted(SelectableMapping column, Codec codec) {
        return column.isFormula() || !isRounded(column) ? codec : new Fitted(column, codec);
    }

    private static boolean isRounded(SelectableMapping column) {
        return switch (column.getJdbcMapping().getJdbcType().getDefaultSqlTypeCode()) {
            case Types.NUMERIC, Types.DECIMAL, Types.TIMESTAMP, SqlTypes.TIMESTAMP_WITH_TIMEZONE, SqlTypes.TIMESTAMP_UTC,
                    Types.TIME, SqlTypes.TIME_WITH_TIMEZONE, SqlTypes.TIME_UTC, SqlTypes.INSTANT, SqlTypes.LOCAL_DATE_TIME,
                    SqlTypes.LOCAL_TIME, SqlTypes.OFFSET_DATE_TIME, SqlTypes.OFFSET_TIME, SqlTypes.ZONED_DATE_TIME ->
                true;
            default -> false;
        };
    }

    private final class Fitted implements Codec {

        private final SelectableMapping column;
        private final Codec codec;
        private volatile @Nullable List<Fitting> fittings;

        Fitted(SelectableMapping column, Codec codec) {
            this.column = column;
            this.codec = codec;
        }

        @Override
        public @Nullable Object encode(Object value, SharedSessionContractImplementor session) {
            List<Fitting> known = fittings;
            if (known == null) {
                known = ask(column, CapturedDataSource
                        .behind(session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection()));
                fittings = known;
            }
            Object fitted = value;
            for (Fitting fitting : known) {
                fitted = fitting.fit(fitted);
            }
            return codec.encode(fitted, session);
        }

        @Override
        public @Nullable Object of(@Nullable Object value, SharedSessionContractImplementor session) {
            return value == null ? codec.of(null, session) : encode(value, session);
        }
    }

    /** A failure must not fail the transaction. The savepoint is one of SQL: Agroal does not give back to one of JDBC. */
    private List<Fitting> ask(SelectableMapping column, Connection connection) {
        try (Statement statement = connection.createStatement()) {
            if (connection.getAutoCommit()) {
                return asked(column, statement);
            }
            statement.execute("SAVEPOINT " + SAVEPOINT);
            try {
                List<Fitting> found = asked(column, statement);
                statement.execute("RELEASE SAVEPOINT " + SAVEPOINT);
                return found;
            } catch (SQLException e) {
                statement.execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
                return List.of();
            }
        } catch (SQLException e) {
            return List.of();
        }
    }

    private List<Fitting> asked(SelectableMapping column, Statement statement) throws SQLException {
        try (ResultSet none = statement.executeQuery("SELECT " + column.getSelectionExpression() + " FROM "
                + column.getContainingTableExpression() + " WHERE 1=0")) {
            return fittings(none.getMetaData());
        }
    }

    private List<Fitting> fittings(ResultSetMetaData column) throws SQLException {
        Fitting own = new Fitting(column.getScale(1));
        return switch (column.getColumnType(1)) {
            case Types.NUMERIC, Types.DECIMAL -> column.getPrecision(1) == 0 ? List.of() : List.of(own);
            case Types.TIMESTAMP, SqlTypes.TIMESTAMP_WITH_TIMEZONE, Types.TIME, SqlTypes.TIME_WITH_TIMEZONE ->
                sent == null ? List.of(own) : List.of(sent, own);
            default -> List.of();
        };
    }
}
