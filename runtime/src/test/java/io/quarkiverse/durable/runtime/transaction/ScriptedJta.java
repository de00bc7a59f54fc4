package io.quarkiverse.durable.runtime.transaction;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;

import javax.sql.DataSource;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.spi.ProtocolListener;
import io.quarkiverse.durable.spi.TransactionMetadata;

/**
 * A transaction manager that says what the test wants, when the test wants it, on whatever thread: real ones say such
 * things only when much else is broken. The database is real. One transaction at a time, on the thread that began it; it has
 * the only connection of the application's pool.
 */
final class ScriptedJta implements TransactionSynchronizationRegistry, DataSource {

    private final DataSource database;
    private volatile @Nullable Current current;
    /** The database cannot be reached, except by the transaction. */
    volatile boolean away;

    /** Connections beside the transaction's. */
    final DataSource outside;

    /** A transaction: its connection and what was registered. */
    static final class Current {

        final Thread thread = Thread.currentThread();
        final Connection connection;
        /** Connections to other databases than the first, by the data source that they are from. */
        final Map<DataSource, Connection> others = new HashMap<>();
        final List<Synchronization> synchronizations = new ArrayList<>();
        final Map<Object, Object> resources = new HashMap<>();
        /** What takes part, as the transaction manager sees it. */
        final Map<Object, Object> enlisted = new HashMap<>(Map.of("the database", ""));
        volatile int status = Status.STATUS_ACTIVE;

        Current(Connection connection) {
            this.connection = connection;
        }

        /** Runs what comes before the commit, as the last of which the protocol runs. */
        void beforeCompletion() {
            for (int i = 0; i < synchronizations.size(); i++) {
                synchronizations.get(i).beforeCompletion();
            }
        }

        void afterCompletion(int said) {
            synchronizations.forEach(each -> each.afterCompletion(said));
        }
    }

    ScriptedJta(DataSource database) {
        this.database = database;
        this.outside = beside(database);
    }

    /** Connections that take part in no transaction. */
    DataSource beside(DataSource of) {
        return scripted(DataSource.class, (method, arguments) -> {
            if (away) {
                throw new SQLException("nobody answers");
            }
            return of.getConnection();
        });
    }

    Current begin() throws SQLException {
        Connection connection = database.getConnection();
        connection.setAutoCommit(false);
        Current begun = new Current(connection);
        current = begun;
        return begun;
    }

    CommitProtocol.Surroundings around(ProtocolListener listener) {
        return new CommitProtocol.Surroundings(
                new CommitProtocol.Jta(scripted(TransactionManager.class, (method, arguments) -> transaction()), this),
                listener,
                (tenant, reason) -> TransactionMetadata.NONE.withTenant(tenant).withReason(reason));
    }

    private Transaction transaction() {
        Current now = here();
        return scripted(com.arjuna.ats.jta.transaction.Transaction.class,
                (method, arguments) -> method.equals("getResources") ? now.enlisted : now.status);
    }

    private interface Script {
        Object answer(String method, Object[] arguments) throws SQLException;
    }

    private static <T> T scripted(Class<T> type, Script script) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
                (proxy, method, arguments) -> script.answer(method.getName(), arguments)));
    }

    private Current here() {
        Current now = current;
        if (now == null || now.thread != Thread.currentThread()) {
            throw new IllegalStateException("No transaction on this thread");
        }
        return now;
    }

    private boolean isHere() {
        Current now = current;
        return now != null && now.thread == Thread.currentThread() && now.status == Status.STATUS_ACTIVE;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return join(() -> here().connection);
    }

    /** Connections to another database, which take part in the transaction. */
    DataSource joining(DataSource other) {
        return scripted(DataSource.class, (method, arguments) -> join(() -> {
            Map<DataSource, Connection> others = here().others;
            Connection joined = others.get(other);
            if (joined == null) {
                joined = other.getConnection();
                joined.setAutoCommit(false);
                others.put(other, joined);
            }
            return joined;
        }));
    }

    private interface Joined {
        Connection get() throws SQLException;
    }

    private Connection join(Joined connection) throws SQLException {
        if (!isHere()) {
            throw new SQLException("all connections of the application are in use");
        }
        return open(connection.get());
    }

    /** Not closed before the transaction ends. */
    private static Connection open(Connection real) {
        return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(), new Class<?>[] { Connection.class },
                (proxy, method, arguments) -> method.getName().equals("close") ? null : invoke(real, method, arguments));
    }

    private static Object invoke(Connection real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public @Nullable Object getTransactionKey() {
        return isHere() ? current : null;
    }

    @Override
    public void putResource(Object key, Object value) {
        here().resources.put(key, value);
    }

    @Override
    public @Nullable Object getResource(Object key) {
        return here().resources.get(key);
    }

    @Override
    public void registerInterposedSynchronization(Synchronization synchronization) {
        here().synchronizations.add(synchronization);
    }

    @Override
    public int getTransactionStatus() {
        return here().status;
    }

    @Override
    public void setRollbackOnly() {
        here();
    }

    @Override
    public boolean getRollbackOnly() {
        return false;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // nothing is logged
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // nothing takes long
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
