package io.quarkiverse.durable.runtime.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.jdbc.CapturedDataSource;
import io.quarkus.arc.Arc;

/**
 * How fine the columns of the tables are in the database, which need not be as the mapping says. Asked once for each column, by
 * a query without rows.
 */
final class ColumnFacts {

    private static final String SAVEPOINT = "durable_column";
    private static final String CATALOG = "select lower(data_type), numeric_scale, datetime_precision"
            + " from information_schema.columns"
            + " where lower(table_schema) = ? and lower(table_name) = ? and lower(column_name) = ?";

    private final @Nullable Fitting sent;
    private final boolean bySchema;

    /** PostgreSQL's driver sends a time in microseconds, rounded, and the server rounds that. */
    ColumnFacts(SessionFactoryImplementor factory) {
        this.bySchema = TenantSchemas.areIn(factory);
        this.sent = factory.getJdbcServices().getDialect() instanceof PostgreSQLDialect ? new Fitting(6) : null;
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
        /** By schema of the tenant, where each has one. */
        private final Map<String, List<Fitting>> fittings = new ConcurrentHashMap<>();

        Fitted(SelectableMapping column, Codec codec) {
            this.column = column;
            this.codec = codec;
        }

        @Override
        public @Nullable Object encode(Object value, SharedSessionContractImplementor session) {
            String schema = bySchema ? String.valueOf(session.getTenantIdentifier()) : "";
            List<Fitting> known = fittings.get(schema);
            if (known == null) {
                known = ask(column, CapturedDataSource
                        .behind(session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection()));
                fittings.put(schema, known);
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

    private List<Fitting> ask(SelectableMapping column, Connection connection) {
        try {
            List<Fitting> found = byQuery(column, connection);
            if (found == null) {
                found = byCatalog(column, connection);
            }
            if (found != null) {
                return found;
            }
        } catch (SQLException e) {
            throw unknown(column, e);
        }
        throw unknown(column, null);
    }

    private static DurableException unknown(SelectableMapping column, @Nullable SQLException cause) {
        Arc.container().instance(TransactionPort.class).get().rollBack();
        return new DurableException("DURABLE-0152", "How the database rounds the column " + column.getSelectionExpression()
                + " of " + column.getContainingTableExpression()
                + " cannot be known: neither can it be queried, nor does the catalog"
                + " show it" + (cause == null ? "" : " (" + cause.getMessage() + ")")
                + ". The transaction is rolled back. Grant SELECT on the column to the application's user.", cause);
    }

    /**
     * A refusal must not end the transaction. The savepoint is one of SQL: Agroal does not give back to one of JDBC.
     *
     * @return null where the query is refused, as that of a user who may not read the column
     */
    private @Nullable List<Fitting> byQuery(SelectableMapping column, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean inTransaction = !connection.getAutoCommit();
            if (inTransaction) {
                statement.execute("SAVEPOINT " + SAVEPOINT);
            }
            List<Fitting> found;
            try (ResultSet none = statement.executeQuery("SELECT " + column.getSelectionExpression() + " FROM "
                    + column.getContainingTableExpression() + " t_ WHERE 1=0")) {
                found = fittings(none.getMetaData());
            } catch (SQLException e) {
                found = null;
            }
            if (inTransaction) {
                statement.execute((found == null ? "ROLLBACK TO SAVEPOINT " : "RELEASE SAVEPOINT ") + SAVEPOINT);
            }
            return found;
        }
    }

    private List<Fitting> fittings(ResultSetMetaData column) throws SQLException {
        return switch (column.getColumnType(1)) {
            case Types.NUMERIC, Types.DECIMAL ->
                column.getPrecision(1) == 0 ? List.of() : List.of(new Fitting(column.getScale(1)));
            case Types.TIMESTAMP, SqlTypes.TIMESTAMP_WITH_TIMEZONE, Types.TIME, SqlTypes.TIME_WITH_TIMEZONE ->
                time(column.getScale(1));
            default -> List.of();
        };
    }

    private List<Fitting> time(int digits) {
        return sent == null ? List.of(new Fitting(digits)) : List.of(sent, new Fitting(digits));
    }

    /** It shows columns that the user may write but not read. */
    private @Nullable List<Fitting> byCatalog(SelectableMapping column, Connection connection) throws SQLException {
        String schema = EntityWrites.schema(column.getContainingTableExpression());
        try (PreparedStatement query = connection.prepareStatement(CATALOG)) {
            query.setString(1, schema == null ? String.valueOf(connection.getSchema()).toLowerCase(Locale.ROOT) : schema);
            query.setString(2, EntityWrites.name(column.getContainingTableExpression()));
            query.setString(3, EntityWrites.name(column.getSelectionExpression()));
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                String type = row.getString(1);
                if (type.startsWith("numeric") || type.startsWith("decimal")) {
                    int scale = row.getInt(2);
                    return row.wasNull() ? List.of() : List.of(new Fitting(scale));
                }
                return type.startsWith("time") ? time(row.getInt(3)) : List.of();
            }
        }
    }
}
