package io.quarkiverse.durable.crash.app;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;

import org.hibernate.Session;

import io.quarkiverse.durable.killable.Fuse;
import io.quarkus.narayana.jta.QuarkusTransaction;

/** One transaction that changes very many entities, in an application that does not keep them. */
@Singleton
public class Bulk {

    private static final int FLUSH_EVERY = 1_000;
    private static final int BATCH = 50;
    private static final int TIMEOUT_SECONDS = 1_800;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final int MIB_BITS = 20;

    private final EntityManager entities;
    private final Fuse fuse;

    @Inject
    Bulk(EntityManager entities, Fuse fuse) {
        this.entities = entities;
        this.fuse = fuse;
    }

    /** How long it took, and the highest use of the heap since the start. */
    String insert(int count, boolean durable, boolean rollback) {
        long began = System.nanoTime();
        try {
            QuarkusTransaction.requiringNew().timeout(TIMEOUT_SECONDS).run(() -> {
                persist(count, durable);
                if (rollback) {
                    throw new AsOrdered();
                }
            });
        } catch (AsOrdered rolledBack) {
            // nothing else was asked for
        }
        return count + (durable ? " durable" : " other") + " entities: " + cost(began);
    }

    /** One statement, HQL or native; how many rows it changed, how long it took, and the highest use of the heap. */
    String execute(String statement, boolean hql) {
        long began = System.nanoTime();
        int count = QuarkusTransaction.requiringNew().timeout(TIMEOUT_SECONDS)
                .call(() -> (hql ? entities.createQuery(statement) : entities.createNativeQuery(statement)).executeUpdate());
        return count + " rows: " + cost(began);
    }

    private static String cost(long began) {
        return (System.nanoTime() - began) / NANOS_PER_MILLI + " ms, heap at most " + heapPeak() + " MiB";
    }

    private static final class AsOrdered extends RuntimeException {

        private static final long serialVersionUID = 1;
    }

    private void persist(int count, boolean durable) {
        entities.unwrap(Session.class).setJdbcBatchSize(BATCH);
        for (int id = 1; id <= count; id++) {
            entities.persist(durable ? new Item(id) : new PlainItem(id));
            if (id % FLUSH_EVERY == 0) {
                entities.flush();
                entities.clear();
                fuse.reached("flushed");
            }
        }
    }

    private static long heapPeak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage).mapToLong(usage -> usage.getUsed()).sum() >> MIB_BITS;
    }
}
