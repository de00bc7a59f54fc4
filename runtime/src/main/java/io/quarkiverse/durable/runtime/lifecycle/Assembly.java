package io.quarkiverse.durable.runtime.lifecycle;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.agroal.api.AgroalDataSource;
import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.runtime.config.DurableRuntimeConfig;
import io.quarkiverse.durable.runtime.config.DurableRuntimeConfig.HolderPolicy;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.observe.DurableMessages;
import io.quarkiverse.durable.runtime.slot.Claim;
import io.quarkiverse.durable.runtime.slot.H2Dialect;
import io.quarkiverse.durable.runtime.slot.OtherLog;
import io.quarkiverse.durable.runtime.slot.PostgresDialect;
import io.quarkiverse.durable.runtime.slot.SlotConnections;
import io.quarkiverse.durable.runtime.slot.SlotDialect;
import io.quarkiverse.durable.runtime.slot.SlotLock;
import io.quarkiverse.durable.runtime.slot.SlotNames;
import io.quarkiverse.durable.runtime.slot.SlotPlan;
import io.quarkiverse.durable.runtime.slot.SlotPool;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.runtime.transaction.CommitProtocol;
import io.quarkiverse.durable.runtime.transaction.CompletionWatch;
import io.quarkiverse.durable.runtime.transaction.Gate;
import io.quarkiverse.durable.runtime.transaction.Resolver;
import io.quarkiverse.durable.runtime.transaction.SlotSpace;
import io.quarkiverse.durable.runtime.transaction.Spaces;
import io.quarkiverse.durable.wal.Wal;

/** The parts on one open log, put together. */
record Assembly(Journal journal, Map<String, SlotSpace> spaces, SlotLock slotLock, Resolver resolver, CommitProtocol protocol,
        CompletionWatch watch, Adoptions adoptions, List<AgroalDataSource> outside) {

    static Assembly of(Wal wal, DurableModel model, DurableRuntimeConfig config, Gate gate, Collaborators with) {
        Journal journal = new Journal(wal, Settings.chunking(config), model.published());
        SlotNames names = Settings.slotNames(config, model.bySchema());
        Map<String, SlotSpace> spaces = new LinkedHashMap<>();
        AtomicLong releases = new AtomicLong();
        List<AgroalDataSource> outside = new ArrayList<>();
        model.databaseKinds().forEach((datasource, kind) -> {
            AgroalDataSource pool = PoolsBehind.of(datasource);
            AgroalDataSource beside = OutsideConnections.beside(pool);
            outside.add(beside);
            SlotSpace.@Nullable Staging staging = Settings.staging(config, datasource);
            SlotTable table = new SlotTable(datasource, new SlotConnections(pool, beside), dialect(kind, names), names,
                    wal.logId(), plan(staging, model.xa().contains(datasource), pool));
            spaces.put(datasource, new SlotSpace(table, new SlotPool(releases), fitting(staging, table),
                    journal.acknowledgements()));
        });
        SlotLock slotLock = new SlotLock(config.holderPatience(), config.holderPolicy() == HolderPolicy.TERMINATE,
                with.threads().timers(), Assembly::ended);
        Resolver resolver = new Resolver(journal, slotLock, with.threads().resolver(), Settings.doubts(config.inDoubt()),
                new Resolver.Surroundings(gate, with.protocol().listener(), new ResolverMessages()));
        CompletionWatch watch = new CompletionWatch(Settings.completionPatience(config.inDoubt()), System::nanoTime);
        CommitProtocol protocol = new CommitProtocol(journal, new Spaces(Map.copyOf(spaces), model.eventDatasource(), releases),
                gate, with.protocol(), resolver, watch);
        Adoptions adoptions = new Adoptions(config.adopt().orElse(Set.of()), journal, slotLock,
                spaces.values().stream().map(SlotSpace::table).toList(), with.threads().resolver());
        return new Assembly(journal, spaces, slotLock, resolver, protocol, watch, adoptions, outside);
    }

    /** What comes from outside. */
    record Collaborators(Threads threads, CommitProtocol.Surroundings protocol) {
    }

    /** Looks again and again for transactions whose end is not announced, and for those that are in doubt for too long. */
    void keepLooking(ScheduledExecutorService timers) {
        long every = watch.interval().toNanos();
        var unused = timers.scheduleWithFixedDelay(() -> {
            watch.look();
            resolver.look();
            journal.look().forEach(first -> DurableMessages.LOG.chunksExpired(first.toString()));
        }, every, every, TimeUnit.NANOSECONDS);
    }

    /** Logs that the databases know beside ours. */
    List<DurableLog.OtherLog> otherLogs() {
        List<DurableLog.OtherLog> all = new ArrayList<>();
        spaces.forEach((datasource, space) -> {
            try {
                for (OtherLog other : space.table().otherLogs()) {
                    Claim claim = other.claim();
                    all.add(new DurableLog.OtherLog(other.logId(), datasource, other.lastTransaction(), other.records(),
                            claim == null ? null : claim.by(), claim != null && claim.published()));
                }
            } catch (SQLException e) {
                throw new DurableException("DURABLE-0123", "The slot table of datasource " + datasource
                        + " could not be asked for other logs: " + e.getMessage(), e);
            }
        });
        return all;
    }

    void closeConnections() {
        outside.forEach(AgroalDataSource::close);
    }

    /** Where branches create no rows there is one for each connection, so that transactions of any isolation find one. */
    private static SlotPlan plan(SlotSpace.@Nullable Staging staging, boolean xa, AgroalDataSource pool) {
        if (staging != null) {
            return new SlotPlan(staging.slotsMax(), true, xa);
        }
        return xa ? new SlotPlan(pool.getConfiguration().connectionPoolConfiguration().maxSize(), false, true)
                : SlotPlan.ON_DEMAND;
    }

    /** With no longer records than the table takes. */
    private static SlotSpace.@Nullable Staging fitting(SlotSpace.@Nullable Staging staging, SlotTable table) {
        return staging == null ? null
                : new SlotSpace.Staging(staging.slotsMax(), Math.min(staging.recordBytesMax(), table.recordBytesMax()),
                        staging.slotWait(), staging.untilPublished());
    }

    private static SlotDialect dialect(String kind, SlotNames names) {
        return "h2".equals(kind) ? new H2Dialect(names) : new PostgresDialect(names);
    }

    private static void ended(int count) {
        if (count > 0) {
            DurableMessages.LOG.holdersEnded(count);
        }
    }
}
