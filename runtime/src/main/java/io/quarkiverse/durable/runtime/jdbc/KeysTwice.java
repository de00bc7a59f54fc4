package io.quarkiverse.durable.runtime.jdbc;

import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.SQLException;

import javax.sql.rowset.RowSetProvider;

import org.jspecify.annotations.Nullable;

/** Generated keys that can be read again, by the caller after us: drivers give them once. */
final class KeysTwice extends Delegation<ResultSet> {

    private KeysTwice(ResultSet copied) {
        super(ResultSet.class, copied);
    }

    static ResultSet of(ResultSet once) throws SQLException {
        var copy = RowSetProvider.newFactory().createCachedRowSet();
        try (once) {
            copy.populate(once);
        }
        return new KeysTwice(copy).proxy();
    }

    @Override
    @Nullable
    Object handle(Method method, Object[] arguments) throws SQLException {
        // a copy does not convert
        if (method.getName().equals("getObject") && arguments.length == 2 && arguments[1] instanceof Class<?> type) {
            Object value = arguments[0] instanceof Integer column ? raw().getObject(column)
                    : raw().getObject(String.valueOf(arguments[0]));
            if (value == null || type.isInstance(value)) {
                return value;
            }
        }
        return PASS_ON;
    }
}
