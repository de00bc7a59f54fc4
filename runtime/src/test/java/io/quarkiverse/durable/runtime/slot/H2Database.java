package io.quarkiverse.durable.runtime.slot;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/** A real H2 with a slot table. */
public final class H2Database implements AutoCloseable {

    public static final UUID LOG = UUID.fromString("00000000-0000-0000-0000-00000000000a");

    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(2);
    public final JdbcDataSource connections = new JdbcDataSource();
    public final SlotDialect dialect = new H2Dialect(new SlotNames("durable_slot"));
    /** Sessions that were ended because they held a row. */
    public final AtomicInteger ended = new AtomicInteger();
    private final Connection keepsItOpen;

    public H2Database(String url) throws SQLException {
        connections.setURL(url);
        keepsItOpen = connections.getConnection();
    }

    public static H2Database inMemory() throws SQLException {
        return new H2Database("jdbc:h2:mem:" + UUID.randomUUID());
    }

    public SlotTable table() {
        return table(LOG);
    }

    public SlotTable table(UUID logId) {
        return new SlotTable("<default>", new SlotConnections(connections, connections), dialect, new SlotNames("durable_slot"),
                logId);
    }

    /** Ours with so many slots, for commits that do not wait for the log. */
    public SlotTable staged(int slots) {
        return new SlotTable("<default>", new SlotConnections(connections, connections), dialect,
                new SlotNames("durable_slot"), LOG, SlotPlan.fixed(slots));
    }

    /** A table that tells when it is about to get a connection. */
    public SlotTable table(BeforeConnection before) {
        DataSource telling = (DataSource) Proxy.newProxyInstance(H2Database.class.getClassLoader(),
                new Class<?>[] { DataSource.class }, (proxy, method, arguments) -> {
                    before.connection();
                    return method.invoke(connections, arguments);
                });
        return new SlotTable("<default>", new SlotConnections(telling, telling), dialect, new SlotNames("durable_slot"), LOG);
    }

    /** A table whose commits the test makes, or does not make. */
    public SlotTable table(AtCommit atCommit) {
        DataSource intercepted = proxy(DataSource.class,
                (method, arguments) -> method.getName().equals("getConnection") ? intercepted(atCommit)
                        : method.invoke(connections, arguments));
        return new SlotTable("<default>", new SlotConnections(intercepted, intercepted), dialect,
                new SlotNames("durable_slot"), LOG);
    }

    private Connection intercepted(AtCommit atCommit) throws SQLException {
        Connection connection = connections.getConnection();
        return proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("commit")) {
                atCommit.commit(connection);
                return null;
            }
            return method.invoke(connection, arguments);
        });
    }

    private interface Call {

        @Nullable
        Object on(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(H2Database.class.getClassLoader(), new Class<?>[] { type },
                (proxy, method, arguments) -> {
                    try {
                        return call.on(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                }));
    }

    public interface AtCommit {

        void commit(Connection connection) throws SQLException;
    }

    public interface BeforeConnection {

        void connection() throws SQLException;
    }

    public SlotTable prepared() throws SQLException {
        SlotTable table = table();
        table.prepare(true);
        return table;
    }

    public SlotLock lock(Duration patience, boolean endHolder) {
        return new SlotLock(patience, endHolder, timers, ended::addAndGet);
    }

    public SlotLock lock() {
        return lock(Duration.ofSeconds(5), true);
    }

    public void execute(String sql) throws SQLException {
        try (Statement statement = keepsItOpen.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A session with a transaction that has written. */
    public Connection begun() throws SQLException {
        Connection connection = connections.getConnection();
        connection.setAutoCommit(false);
        dialect.enter(connection);
        return connection;
    }

    @Override
    public void close() throws SQLException {
        timers.shutdownNow();
        keepsItOpen.close();
    }
}
