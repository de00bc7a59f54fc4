package io.quarkiverse.durable.runtime.jdbc;

import java.io.ObjectStreamException;
import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.logging.Logger;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSourceMetrics;
import io.agroal.api.AgroalPoolInterceptor;
import io.agroal.api.configuration.AgroalDataSourceConfiguration;

/** A pool whose connections are looked at. What is not about connections goes to the pool itself. */
public final class CapturedDataSource implements AgroalDataSource {

    private static final long serialVersionUID = 1;

    private final transient AgroalDataSource pool;
    private final transient CapturedStatements statements;

    public CapturedDataSource(AgroalDataSource pool, WriteCapture capture) {
        this.pool = pool;
        this.statements = new CapturedStatements(capture);
    }

    /** The pool itself, for connections that are not looked at. */
    public AgroalDataSource pool() {
        return pool;
    }

    /** The connection that stands behind one of a captured datasource, for statements of our own; any other is itself. */
    public static Connection behind(Connection connection) {
        return Proxy.isProxyClass(connection.getClass())
                && Proxy.getInvocationHandler(connection) instanceof CapturedConnection captured ? captured.raw() : connection;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return CapturedConnection.of(pool.getConnection(), statements);
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return CapturedConnection.of(pool.getConnection(username, password), statements);
    }

    @Override
    public Connection getReadOnlyConnection() throws SQLException {
        return CapturedConnection.of(pool.getReadOnlyConnection(), statements);
    }

    @Override
    public AgroalDataSourceConfiguration getConfiguration() {
        return pool.getConfiguration();
    }

    @Override
    public AgroalDataSourceMetrics getMetrics() {
        return pool.getMetrics();
    }

    @Override
    public boolean isHealthy(boolean newConnection) throws SQLException {
        return pool.isHealthy(newConnection);
    }

    @Override
    public void flush(FlushMode mode) {
        pool.flush(mode);
    }

    @Override
    public void setPoolInterceptors(Collection<? extends AgroalPoolInterceptor> interceptors) {
        pool.setPoolInterceptors(interceptors);
    }

    @Override
    public List<AgroalPoolInterceptor> getPoolInterceptors() {
        return pool.getPoolInterceptors();
    }

    @Override
    public void close() {
        pool.close();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        pool.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws java.sql.SQLFeatureNotSupportedException {
        return pool.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || pool.isWrapperFor(type);
    }

    private Object writeReplace() throws ObjectStreamException {
        throw new java.io.NotSerializableException(CapturedDataSource.class.getName());
    }
}
