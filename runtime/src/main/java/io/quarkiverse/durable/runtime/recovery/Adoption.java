package io.quarkiverse.durable.runtime.recovery;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.DurableLog.AdoptionState;
import io.quarkiverse.durable.runtime.journal.Adopted;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.slot.AbandonedSlots.Claimed;
import io.quarkiverse.durable.runtime.slot.Claim;
import io.quarkiverse.durable.runtime.slot.SlotLock;
import io.quarkiverse.durable.runtime.slot.SlotRow;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;

/**
 * Takes what the slots of a lost log hold into ours, to publish it.
 *
 * <pre>
 * claim     in the databases: fences the owner; from here on the rows stay as they are
 * append    in our log: each transaction as one record that has its outcomes with it
 * note      in our log: it has them all, so a restart appends nothing again
 * publish   by the cursors of our sinks, as everything else in the log
 * forget    in the databases: published, so nobody needs the slots any more
 * </pre>
 *
 * Each is durable before the next. A crash before the note leaves some of the records in the log, and the next start appends
 * all of them again: events with the ids that they had. Until the end the slots keep theirs, so that a third instance can
 * adopt both logs if we are lost as well.
 */
public final class Adoption {

    /** Notes have this name, followed by the id of the log: which claim it was, and the LSN of the last record. */
    static final String NOTE = "durable.adopted.";

    private final Journal journal;
    private final SlotLock slotLock;
    private final Set<UUID> gone;

    /** @param gone logs whose nodes are gone for good */
    public Adoption(Journal journal, SlotLock slotLock, Set<UUID> gone) {
        this.journal = journal;
        this.slotLock = slotLock;
        this.gone = new TreeSet<>(gone);
    }

    /**
     * What became of one of them.
     *
     * @param appended whether our log got its transactions just now, and not in an earlier run
     * @param last everything that was adopted is up to here in our log
     * @param channels that these transactions have events for
     */
    public record Report(DurableLog.Adoption adoption, boolean appended, Lsn last, Set<String> channels) {
    }

    /** A log as it was found; {@code isNew} if what it left is not in ours yet, or perhaps a part of it. */
    private record Found(UUID logId, AdoptionState state, @Nullable UUID by, long claim, Heritage heritage, boolean isNew) {

        private Found(UUID logId, AdoptionState state, @Nullable UUID by) {
            this(logId, state, by, 0, new Heritage(List.of(), Set.of(), List.of()), false);
        }
    }

    /**
     * Claims the logs in all databases, and appends what they left, durably. May be run again after any failure.
     *
     * @throws SQLException a database does not answer, or somebody holds a row: to be tried again
     */
    public List<Report> adopt(Collection<SlotTable> tables) throws SQLException {
        List<Found> found = new ArrayList<>();
        for (UUID logId : gone) {
            found.add(claim(logId, tables));
        }
        append(found.stream().filter(Found::isNew).toList());
        return found.stream().map(this::report).toList();
    }

    private Found claim(UUID logId, Collection<SlotTable> tables) throws SQLException {
        UUID us = journal.wal().logId();
        long next = OwnEpochs.draw();
        Map<String, Claimed> claimed = new HashMap<>();
        // in one order, so that of several instances who gets the first gets all
        for (SlotTable table : tables.stream().sorted(Comparator.comparing(SlotTable::datasource)).toList()) {
            Claimed rows = table.abandoned(logId).claim(us, gone, next, slotLock);
            Claim claim = rows.claim();
            if (claim != null && !claim.by().equals(us)) {
                return new Found(logId, claim.published() ? AdoptionState.PUBLISHED : AdoptionState.BY_ANOTHER, claim.by());
            }
            if (claim != null) {
                claimed.put(table.datasource(), rows);
            }
        }
        return claimed.isEmpty() ? new Found(logId, AdoptionState.UNKNOWN, null) : found(logId, claimed);
    }

    private Found found(UUID logId, Map<String, Claimed> claimed) {
        Map<String, List<SlotRow>> rows = new HashMap<>();
        claimed.forEach((datasource, each) -> rows.put(datasource, each.rows()));
        Heritage heritage = Heritage.of(logId, rows, payload -> journal.decode(payload).transaction());
        boolean published = claimed.values().stream().allMatch(each -> each.claim() != null && each.claim().published());
        // epochs are random, so this names the claim: the log may be adopted again after it came back
        long claim = claimed.values().stream().mapToLong(Claimed::epoch).reduce(0, (a, b) -> a ^ b);
        List<Long> noted = journal.wal().noted(NOTE + logId);
        boolean isNew = !published && (noted.isEmpty() || noted.get(0) != claim);
        return new Found(logId, published ? AdoptionState.PUBLISHED : AdoptionState.PUBLISHING, journal.wal().logId(), claim,
                heritage, isNew);
    }

    /** Without those that a run which died before its note has appended. */
    private void append(List<Found> logs) {
        if (logs.isEmpty()) {
            return;
        }
        Set<String> there = journal.adopted();
        List<Adopted> all = Heritage.inOrder(logs.stream().map(each -> each.heritage().transactions()).toList());
        List<Wal.Ticket> tickets = new ArrayList<>();
        for (Adopted each : all) {
            if (!there.contains(each.id())) {
                tickets.add(journal.append(each));
            }
        }
        tickets.forEach(Wal.Ticket::await);
        long last = journal.lastLsn().value();
        logs.forEach(each -> journal.wal().note(NOTE + each.logId(), List.of(each.claim(), last)));
    }

    private Report report(Found found) {
        List<Long> noted = journal.wal().noted(NOTE + found.logId());
        Heritage heritage = found.heritage();
        return new Report(new DurableLog.Adoption(found.logId(), found.state(), found.by(), heritage.transactions().size(),
                heritage.unpublished()), found.isNew(), noted.isEmpty() ? Lsn.NONE : Lsn.of(noted.get(1)),
                heritage.channels());
    }

    /** Tells the databases that all sinks have acknowledged what was adopted. */
    public void published(UUID logId, Collection<SlotTable> tables) throws SQLException {
        for (SlotTable table : tables) {
            table.abandoned(logId).published(journal.wal().logId(), slotLock);
        }
    }
}
