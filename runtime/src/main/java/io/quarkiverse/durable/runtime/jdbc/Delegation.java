package io.quarkiverse.durable.runtime.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/** Passes on each call that is not {@link #handle handled}. */
abstract class Delegation<T> implements InvocationHandler {

    /** Says that a call is to be passed on. */
    static final Object PASS_ON = new Object();

    private final Class<T> type;
    private final T raw;

    Delegation(Class<T> type, T raw) {
        this.type = type;
        this.raw = raw;
    }

    final T proxy() {
        return type.cast(Proxy.newProxyInstance(Delegation.class.getClassLoader(), new Class<?>[] { type }, this));
    }

    final T raw() {
        return raw;
    }

    /** The result, or {@link #PASS_ON}. */
    abstract @Nullable Object handle(Method method, Object[] arguments) throws SQLException;

    @Override
    public final @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given) throws Throwable {
        Object[] arguments = given == null ? new Object[0] : given;
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
        }
        if (method.getName().equals("unwrap") && ((Class<?>) arguments[0]).isInstance(proxy)) {
            return proxy;
        }
        Object result = handle(method, arguments);
        return result == PASS_ON ? call(method, arguments) : result;
    }

    private Object ofObject(Object proxy, Method method, Object[] arguments) {
        switch (method.getName()) {
            case "equals":
                return isSame(proxy, arguments[0]);
            case "hashCode":
                return System.identityHashCode(proxy);
            default:
                return raw.toString();
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Object one, @Nullable Object other) {
        return one == other;
    }

    final @Nullable Object call(Method method, Object[] arguments) throws SQLException {
        return call(raw, method, arguments);
    }

    /** Of a method that does not return null. */
    final Object made(Method method, Object[] arguments) throws SQLException {
        return java.util.Objects.requireNonNull(call(method, arguments));
    }

    static @Nullable Object call(Object on, Method method, Object... arguments) throws SQLException {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause instanceof SQLException sql) {
                throw sql;
            }
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new SQLException(cause);
        } catch (IllegalAccessException e) {
            throw new SQLException(e);
        }
    }
}
