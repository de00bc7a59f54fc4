package io.quarkiverse.durable.runtime.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * How fine the columns of the tables are in the database, which need not be as the mapping says. Asked once for each column, by
 * a query without rows.
 */
final class ColumnFacts {

    private final Map<String, List<Fitting>> columns = new ConcurrentHashMap<>();
    private final @Nullable Fitting sent;

    /** PostgreSQL's driver sends a time in microseconds, rounded, and the server rounds that. */
    ColumnFacts(Dialect dialect) {
        this.sent = dialect instanceof PostgreSQLDialect ? new Fitting(6) : null;
    }

    /** Puts before a codec what the column makes of a value. */
    Codec fitted(SelectableMapping column, Codec codec) {
        return column.isFormula() ? codec : new Fitted(column, codec);
    }

    private final class Fitted implements Codec {

        private final SelectableMapping column;
        private final Codec codec;

        Fitted(SelectableMapping column, Codec codec) {
            this.column = column;
            this.codec = codec;
        }

        @Override
        public @Nullable Object encode(Object value, SharedSessionContractImplementor session) {
            Object fitted = value;
            for (Fitting fitting : ColumnFacts.this.of(column, session)) {
                fitted = fitting.fit(fitted);
            }
            return codec.encode(fitted, session);
        }

        @Override
        public @Nullable Object of(@Nullable Object value, SharedSessionContractImplementor session) {
            return value == null ? codec.of(null, session) : encode(value, session);
        }
    }

    private List<Fitting> of(SelectableMapping column, SharedSessionContractImplementor session) {
        String name = column.getContainingTableExpression() + " " + column.getSelectionExpression();
        List<Fitting> known = columns.get(name);
        if (known == null) {
            known = ask(column, session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection());
            columns.put(name, known);
        }
        return known;
    }

    private List<Fitting> ask(SelectableMapping column, Connection connection) {
        try {
            Optional<Savepoint> before = connection.getAutoCommit() ? Optional.empty()
                    : Optional.of(connection.setSavepoint());
            try (Statement statement = connection.createStatement();
                    ResultSet none = statement.executeQuery("SELECT " + column.getSelectionExpression() + " FROM "
                            + column.getContainingTableExpression() + " WHERE 1=0")) {
                List<Fitting> found = fittings(none.getMetaData());
                if (before.isPresent()) {
                    connection.releaseSavepoint(before.get());
                }
                return found;
            } catch (SQLException e) {
                if (before.isPresent()) {
                    connection.rollback(before.get());
                }
                return List.of();
            }
        } catch (SQLException e) {
            return List.of();
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
