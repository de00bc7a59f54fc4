package io.quarkiverse.durable.runtime.jdbc;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;

/** Looks at what is prepared, and at savepoints. */
final class CapturedConnection extends Delegation<Connection> {

    private final CapturedStatements statements;
    private @Nullable Connection self;

    private CapturedConnection(Connection raw, CapturedStatements statements) {
        super(Connection.class, raw);
        this.statements = statements;
    }

    static Connection of(Connection raw, CapturedStatements statements) {
        CapturedConnection captured = new CapturedConnection(raw, statements);
        Connection proxy = captured.proxy();
        captured.self = proxy;
        return proxy;
    }

    @Override
    @Nullable
    Object handle(Method method, Object[] arguments) throws SQLException {
        switch (method.getName()) {
            case "prepareStatement":
                return prepare(method, arguments);
            case "createStatement":
                return new CapturedStatement((Statement) made(method, arguments), this,
                        arguments.length > 1 && isUpdatable(arguments[1])).proxy();
            case "prepareCall":
                statements.lookAtCall((String) arguments[0]);
                return PASS_ON;
            case "setSavepoint":
                return savepoint((Savepoint) made(method, arguments));
            case "rollback":
                return arguments.length == 0 ? PASS_ON : rollback((Savepoint) arguments[0]);
            default:
                return PASS_ON;
        }
    }

    private static boolean isUpdatable(Object concurrency) {
        return concurrency.equals(ResultSet.CONCUR_UPDATABLE);
    }

    private @Nullable Object prepare(Method method, Object[] arguments) throws SQLException {
        String sql = (String) arguments[0];
        if (arguments.length > 2 && isUpdatable(arguments[2])) {
            statements.lookAtUpdatable(sql);
        }
        SqlVerdict verdict = statements.look(sql);
        if (verdict instanceof SqlVerdict.Change change) {
            PreparedStatement raw = (PreparedStatement) made(method, arguments);
            return new CapturedPrepared(raw, new CapturedExecution(this, sql, change)).proxy();
        }
        if (verdict instanceof SqlVerdict.Insert insert) {
            KeysWanted wanted = KeysWanted.of(insert.table(), arguments);
            PreparedStatement raw = wanted.prepare(raw(), sql, arguments);
            return new CapturedPrepared(raw, new CapturedExecution(this, sql, insert, wanted)).proxy();
        }
        if (verdict instanceof SqlVerdict.Savepoint) {
            throw new DurableException("DURABLE-0144",
                    "A savepoint is prepared in SQL: " + sql + ". Execute it without preparing.");
        }
        return PASS_ON;
    }

    private Savepoint savepoint(Savepoint set) throws SQLException {
        if (isCaptured()) {
            statements.capture().savepoint(name(set));
        }
        return set;
    }

    /** Agroal does not let it happen in a JTA transaction; then it is done in SQL. */
    private @Nullable Object rollback(Savepoint to) throws SQLException {
        raw().rollback(to);
        if (isCaptured()) {
            statements.capture().rollbackTo(name(to));
        }
        return null;
    }

    private boolean isCaptured() {
        return statements.capture().isServing() && statements.capture().isTransactionActive();
    }

    private static String name(Savepoint savepoint) throws SQLException {
        try {
            return savepoint.getSavepointName().toLowerCase(Locale.ROOT);
        } catch (SQLException unnamed) {
            return "#" + savepoint.getSavepointId();
        }
    }

    CapturedStatements statements() {
        return statements;
    }

    Connection connection() {
        return java.util.Objects.requireNonNull(self);
    }
}
