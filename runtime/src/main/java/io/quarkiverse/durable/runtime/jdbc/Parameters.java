package io.quarkiverse.durable.runtime.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Method;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.quarkiverse.durable.DurableException;

/** The values that were set for the question marks of a statement. */
final class Parameters {

    static final Parameters NONE = new Parameters(Map.of());

    private final Map<Integer, Setting> settings;

    private record Setting(Method setter, Object[] arguments) {

        void repeat(PreparedStatement on, int at) throws SQLException {
            Object[] moved = arguments.clone();
            moved[0] = at;
            Object unused = Delegation.call(on, setter, moved);
        }

        boolean isStream() {
            return arguments[1] instanceof InputStream || arguments[1] instanceof Reader;
        }
    }

    Parameters() {
        this(new TreeMap<>());
    }

    private Parameters(Map<Integer, Setting> settings) {
        this.settings = settings;
    }

    static boolean isSetter(Method method, Object[] arguments) {
        return arguments.length > 1 && arguments[0] instanceof Integer && method.getName().startsWith("set");
    }

    void set(Method setter, Object[] arguments) {
        settings.put((Integer) arguments[0], new Setting(setter, arguments.clone()));
    }

    void clear() {
        settings.clear();
    }

    Parameters copy() {
        return new Parameters(new TreeMap<>(settings));
    }

    /** Sets them all again. */
    void repeat(PreparedStatement on, String sql) throws SQLException {
        for (Map.Entry<Integer, Setting> setting : settings.entrySet()) {
            repeatable(setting.getValue(), sql).repeat(on, setting.getKey());
        }
    }

    /** Sets some, in this order, as the first, second and so on. */
    void repeat(PreparedStatement on, List<Integer> which, String sql) throws SQLException {
        for (int i = 0; i < which.size(); i++) {
            Setting setting = settings.get(which.get(i));
            if (setting == null) {
                throw new SQLException("No value is set for parameter " + which.get(i) + " of " + sql);
            }
            repeatable(setting, sql).repeat(on, i + 1);
        }
    }

    private static Setting repeatable(Setting setting, String sql) {
        if (setting.isStream()) {
            throw new DurableException("DURABLE-0141",
                    "A parameter of a statement that writes to a durable table is a stream, which"
                            + " can be read only once: " + sql + ". Set it as a String or as bytes.");
        }
        return setting;
    }
}
