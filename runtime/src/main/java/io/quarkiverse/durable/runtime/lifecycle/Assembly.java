package io.quarkiverse.durable.runtime.lifecycle;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.transaction.TransactionSynchronizationRegistry;

import io.quarkiverse.durable.runtime.config.DurableRuntimeConfig;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.observe.DurableMessages;
import io.quarkiverse.durable.runtime.slot.H2Dialect;
import io.quarkiverse.durable.runtime.slot.PostgresDialect;
import io.quarkiverse.durable.runtime.slot.SlotDialect;
import io.quarkiverse.durable.runtime.slot.SlotLock;
import io.quarkiverse.durable.runtime.slot.SlotNames;
import io.quarkiverse.durable.runtime.slot.SlotPool;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.runtime.transaction.CommitProtocol;
import io.quarkiverse.durable.runtime.transaction.Gate;
import io.quarkiverse.durable.runtime.transaction.Resolver;
import io.quarkiverse.durable.runtime.transaction.SlotSpace;
import io.quarkiverse.durable.runtime.transaction.Spaces;
import io.quarkiverse.durable.spi.ProtocolListener;
import io.quarkiverse.durable.wal.Wal;
import io.quarkus.agroal.runtime.AgroalDataSourceUtil;

/** The parts on one open log, put together. */
record Assembly(Journal journal, Map<String, SlotSpace> spaces, SlotLock slotLock, Resolver resolver, CommitProtocol protocol) {

    static Assembly of(Wal wal, DurableModel model, DurableRuntimeConfig config, Gate gate, Collaborators with) {
        Journal journal = new Journal(wal);
        SlotNames names = new SlotNames(config.slotTable().name());
        Map<String, SlotSpace> spaces = new LinkedHashMap<>();
        AtomicLong releases = new AtomicLong();
        model.databaseKinds().forEach((datasource, kind) -> spaces.put(datasource, new SlotSpace(
                new SlotTable(datasource, AgroalDataSourceUtil.dataSourceInstance(datasource).get(), dialect(kind, names),
                        names,
                        wal.logId()),
                new SlotPool(releases))));
        SlotLock slotLock = new SlotLock(config.holderPatience(), config.endHolder(), with.timers(), Assembly::ended);
        Resolver resolver = new Resolver(journal, slotLock, gate, with.timers(), with.listener(), new ResolverMessages());
        CommitProtocol protocol = new CommitProtocol(journal, new Spaces(Map.copyOf(spaces), model.eventDatasource(), releases),
                gate,
                with.registry(), with.listener(), resolver);
        return new Assembly(journal, spaces, slotLock, resolver, protocol);
    }

    /** What comes from outside. */
    record Collaborators(ScheduledExecutorService timers, TransactionSynchronizationRegistry registry,
            ProtocolListener listener) {
    }

    private static SlotDialect dialect(String kind, SlotNames names) {
        return "h2".equals(kind) ? new H2Dialect(names) : new PostgresDialect(names);
    }

    private static void ended(int count) {
        if (count > 0) {
            DurableMessages.LOG.holdersEnded(count);
        }
    }

    private static final class ResolverMessages implements Resolver.Events {

        @Override
        public void resolved(long transaction, String datasource, boolean committed, String why) {
            DurableMessages.LOG.resolved(transaction, datasource, why, committed ? "committed" : "not committed");
        }

        @Override
        public void unresolved(long transaction, String datasource, int attempts, Exception why) {
            DurableMessages.LOG.unresolved(transaction, datasource, attempts, String.valueOf(why.getMessage()));
        }
    }
}
