package io.quarkiverse.durable.runtime.lifecycle;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.DurableLog.AdoptionState;
import io.quarkiverse.durable.runtime.journal.Acknowledgements;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.observe.DurableMessages;
import io.quarkiverse.durable.runtime.recovery.Adoption;
import io.quarkiverse.durable.runtime.slot.SlotLock;
import io.quarkiverse.durable.runtime.slot.SlotTable;

/** The logs that this instance adopts, from the start to the moment when all of them is published. */
final class Adoptions {

    private static final long AGAIN_SECONDS = 5;

    private final Adoption adoption;
    private final Journal journal;
    private final List<SlotTable> tables;
    private final ScheduledExecutorService executor;
    @GuardedBy("this")
    private final Map<UUID, DurableLog.Adoption> byLog = new TreeMap<>();

    /** @param executor runs what is left to do when the sinks have acknowledged */
    Adoptions(Set<UUID> gone, Journal journal, SlotLock slotLock, List<SlotTable> tables, ScheduledExecutorService executor) {
        if (gone.contains(journal.wal().logId())) {
            throw new DurableException("DURABLE-0232", "quarkus.durable.adopt names " + journal.wal().logId()
                    + ", which is the log of this instance. Name logs there whose nodes are gone for good.");
        }
        this.adoption = new Adoption(journal, slotLock, gone);
        this.journal = journal;
        this.tables = List.copyOf(tables);
        this.executor = executor;
    }

    /** After the cursors of the sinks were made, which would begin behind what is adopted. */
    void run() throws SQLException {
        for (Adoption.Report report : adoption.adopt(tables)) {
            set(report.adoption());
            tell(report);
            if (report.adoption().state() == AdoptionState.PUBLISHING) {
                Acknowledgements sinks = journal.acknowledgements();
                sinks.whenAcknowledged(report.last(), sinks.sinks(), () -> schedule(report.adoption(), 0));
            }
        }
    }

    private void tell(Adoption.Report report) {
        DurableLog.Adoption of = report.adoption();
        String logId = of.logId().toString();
        switch (of.state()) {
            case UNKNOWN -> DurableMessages.LOG.adoptedUnknown(logId);
            case BY_ANOTHER -> DurableMessages.LOG.adoptedByAnother(logId, String.valueOf(of.by()));
            case PUBLISHED -> DurableMessages.LOG.adoptedAndPublished(logId, String.valueOf(of.by()));
            case PUBLISHING -> {
                DurableMessages.LOG.adopted(logId, of.transactions(),
                        report.appended() ? "" : ", by an earlier run, which had not published all of them");
                if (!of.unpublished().isEmpty()) {
                    DurableMessages.LOG.adoptedWithoutRecord(logId, of.unpublished().toString());
                }
                Set<String> nowhere = new TreeSet<>(report.channels());
                nowhere.removeAll(journal.acknowledgements().sinks());
                if (!nowhere.isEmpty()) {
                    DurableMessages.LOG.adoptedForNobody(logId, nowhere.toString());
                }
            }
        }
    }

    private void schedule(DurableLog.Adoption done, long afterSeconds) {
        try {
            var unused = executor.schedule(() -> finish(done), afterSeconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            // the application is stopping: the next start finds that all is acknowledged
        }
    }

    private void finish(DurableLog.Adoption done) {
        try {
            adoption.published(done.logId(), tables);
            set(new DurableLog.Adoption(done.logId(), AdoptionState.PUBLISHED, done.by(), done.transactions(),
                    done.unpublished()));
            DurableMessages.LOG.adoptedAndPublished(done.logId().toString(), String.valueOf(done.by()));
        } catch (SQLException e) {
            schedule(done, AGAIN_SECONDS);
        }
    }

    private synchronized void set(DurableLog.Adoption adoption) {
        byLog.put(adoption.logId(), adoption);
    }

    synchronized List<DurableLog.Adoption> all() {
        return new ArrayList<>(byLog.values());
    }
}
