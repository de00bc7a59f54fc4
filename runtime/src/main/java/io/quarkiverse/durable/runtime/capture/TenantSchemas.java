package io.quarkiverse.durable.runtime.capture;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.spi.StatelessSessionImplementor;
import org.hibernate.event.spi.AutoFlushEvent;
import org.hibernate.event.spi.AutoFlushEventListener;
import org.hibernate.event.spi.FlushEvent;
import org.hibernate.event.spi.FlushEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.jdbc.CapturedDataSource;
import io.quarkus.arc.Arc;

/**
 * Where each tenant has a schema of its own, a session is for one tenant and its connection for another if two sessions share a
 * transaction, and so a connection: the later one sets the schema. What a session wrote is then in other rows than its events
 * say.
 */
final class TenantSchemas implements FlushEventListener, AutoFlushEventListener {

    private static final long serialVersionUID = 1;

    private final boolean bySchema;
    /** Those that have written since their last flush ended. */
    private final transient Set<SharedSessionContractImplementor> inFlush = Collections
            .synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    TenantSchemas(SessionFactoryImplementor factory) {
        this.bySchema = areIn(factory);
    }

    /** Not where the tenant is in a column. */
    static boolean areIn(SessionFactoryImplementor factory) {
        return factory.getSessionFactoryOptions().isMultiTenancyEnabled();
    }

    /** Whose rows statements on this connection write. */
    static @Nullable String of(Connection connection) {
        try {
            return connection.getSchema();
        } catch (SQLException e) {
            Arc.container().instance(TransactionPort.class).get().rollBack();
            throw new DurableException("DURABLE-0151", "The schema of a connection, by which its tenant is known, cannot be"
                    + " asked for: " + e.getMessage() + ". The transaction is rolled back.", e);
        }
    }

    /** To be called for each write. What the first one of a flush finds, the others do too. */
    void wrote(EntityPersister persister, SharedSessionContractImplementor session) {
        if (bySchema && (session instanceof StatelessSessionImplementor || persister.isIdentifierAssignedByInsert()
                || inFlush.add(session))) {
            check(session);
        }
    }

    @Override
    public void onFlush(FlushEvent event) {
        inFlush.remove(event.getSession());
    }

    @Override
    public void onAutoFlush(AutoFlushEvent event) {
        inFlush.remove(event.getSession());
    }

    private static void check(SharedSessionContractImplementor session) {
        String tenant = session.getTenantIdentifier();
        String schema = of(CapturedDataSource
                .behind(session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection()));
        if (tenant == null || !tenant.equals(schema)) {
            Arc.container().instance(TransactionPort.class).get().rollBack();
            throw new DurableException("DURABLE-0151", "A session of the tenant " + tenant + " wrote to the schema " + schema
                    + ", most likely because a session of another tenant was opened in the same transaction, which shares its"
                    + " connection. The transaction is rolled back. Use one tenant in a transaction.");
        }
    }
}
