package io.quarkiverse.durable.runtime.lifecycle;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.Journal.OpenTransaction;
import io.quarkiverse.durable.runtime.observe.DurableMessages;
import io.quarkiverse.durable.runtime.recovery.Recovery;
import io.quarkiverse.durable.runtime.slot.SlotRow;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.runtime.transaction.SlotSpace;
import io.quarkiverse.durable.wal.Wal;

/** From an open log to the point where transactions may be admitted. May be run again after it failed. */
final class StartUp {

    private final Assembly parts;
    private final Recovery.Policy policy;
    private final Set<String> sinks;
    private final Set<String> retiredSinks;

    StartUp(Assembly parts, Recovery.Policy policy, Set<String> sinks, Set<String> retiredSinks) {
        this.parts = parts;
        this.policy = policy;
        this.sinks = sinks;
        this.retiredSinks = retiredSinks;
    }

    /** The database of a datasource did not answer. */
    static final class DatabaseAway extends Exception {

        private static final long serialVersionUID = 1;

        final String datasource;

        DatabaseAway(String datasource, SQLException why) {
            super(why.getMessage(), why);
            this.datasource = datasource;
        }
    }

    void run() throws DatabaseAway {
        Recovery recovery = new Recovery(parts.journal(), parts.slotLock(), policy);
        long began = System.nanoTime();
        Map<SlotSpace, Recovery.Taken> taken = new LinkedHashMap<>();
        for (SlotSpace space : parts.spaces().values()) {
            try {
                Recovery.Taken mine = recovery.takeOver(space.table());
                taken.put(space, mine);
                if (!mine.others().isEmpty()) {
                    DurableMessages.LOG.newLog(parts.journal().wal().logId().toString(), space.table().datasource(),
                            mine.others().toString());
                }
                warnOfLoss(space);
                warnOfXa(space.table());
            } catch (SQLException e) {
                throw new DatabaseAway(space.table().datasource(), e);
            }
        }
        int restored = recovery.restore(List.copyOf(taken.values()));
        if (restored > 0) {
            DurableMessages.LOG.restored(restored);
        }
        recovery.raiseFloor(List.copyOf(taken.values()));
        prepareSinks();
        taken.forEach((space, each) -> finish(recovery, space, each, began));
        try {
            parts.adoptions().run();
        } catch (SQLException e) {
            throw new DatabaseAway(String.join(", ", parts.spaces().keySet()), e);
        }
    }

    private void finish(Recovery recovery, SlotSpace space, Recovery.Taken taken, long began) {
        Recovery.Report report = recovery.finish(taken, space.pool(), space.keepsUntilPublished());
        report.kept().forEach(row -> space.releaseWhenPublished(row, sinksOf(row)));
        String datasource = space.table().datasource();
        report(datasource, report, began);
        for (OpenTransaction left : report.prepared()) {
            left.transaction().participants().stream().filter(one -> one.datasource().equals(datasource))
                    .forEach(one -> parts.resolver().ask(space, left, one));
        }
    }

    /** Those that the row's transaction has events for; all, where its record cannot be read. */
    private Set<String> sinksOf(SlotRow row) {
        try {
            return parts.journal().decode(Objects.requireNonNull(row.record())).transaction().channels();
        } catch (RuntimeException e) {
            return parts.journal().acknowledgements().sinks();
        }
    }

    private static void report(String datasource, Recovery.Report report, long began) {
        if (report.afresh()) {
            DurableMessages.LOG.startedAfresh(datasource);
        } else if (!report.missing().isEmpty()) {
            DurableMessages.LOG.missing(datasource, report.missing().toString());
        }
        int resolved = report.committed().size() + report.rolledBack().size();
        if (resolved > 0 && !report.afresh()) {
            DurableMessages.LOG.recovered(datasource, resolved, report.committed().size(), report.rolledBack().size(),
                    (System.nanoTime() - began) / 1_000_000);
        }
    }

    private static void warnOfLoss(SlotSpace space) throws SQLException {
        String loses = space.table().losesCommits();
        if (loses != null) {
            DurableMessages.LOG.losesCommits(space.table().datasource(), loses);
        }
    }

    private void warnOfXa(SlotTable table) throws SQLException {
        String trouble = table.xaTrouble();
        if (trouble != null) {
            DurableMessages.LOG.xaTrouble(table.datasource(), trouble);
        }
        if (table.plan().xa() && !Settings.isXaRecovered()) {
            DurableMessages.LOG.xaTrouble(table.datasource(), "branches that a crash leaves prepared stay so, and in doubt, as"
                    + " quarkus.transaction-manager.enable-recovery is not true");
        }
    }

    private void prepareSinks() {
        Journal journal = parts.journal();
        Set<String> names = new TreeSet<>();
        for (String sink : sinks) {
            names.add(journal.cursor(sink).name());
        }
        for (Wal.Cursor cursor : journal.wal().cursors()) {
            String name = cursor.name();
            if (name.startsWith(Journal.SINK_PREFIX) && !names.contains(name)) {
                String sink = name.substring(Journal.SINK_PREFIX.length());
                if (retiredSinks.contains(sink)) {
                    journal.wal().dropCursor(name);
                } else {
                    DurableMessages.LOG.orphanedSink(sink, cursor.position().next().toString());
                }
            }
        }
    }
}
