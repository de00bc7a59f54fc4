package io.quarkiverse.durable.runtime.recovery;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.Journal.OpenTransaction;
import io.quarkiverse.durable.runtime.journal.Outcome;
import io.quarkiverse.durable.runtime.journal.Participant;
import io.quarkiverse.durable.runtime.slot.OtherLog;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.runtime.slot.SlotLock;
import io.quarkiverse.durable.runtime.slot.SlotPool;
import io.quarkiverse.durable.runtime.slot.SlotRow;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;

/**
 * Start-up on one datasource: take over the slots, raise the log's floor, give every open transaction its outcome. Running it
 * again after it failed half-way, or after it succeeded, ends in the same state.
 */
public final class Recovery {

    /** What to do when the log has a past and the database does not know it. */
    public enum UnknownDatabase {
        /** Refuse to start. */
        FAIL,
        /** Publish nothing of that past and begin anew. */
        START_AFRESH
    }

    /** What to do when the log is new and the database knows others. */
    public enum NewLog {
        ACCEPT,
        /** Accept, and say which others there are: one of them may be the log that this instance had. */
        WARN,
        /** Refuse to start. */
        REFUSE
    }

    /**
     * @param createTable create the slot table where it does not exist
     * @param unknownDatabase for a database in memory the past is put aside in any case
     * @param logSynced an acknowledged record is on the disk, so a slot that is ahead of the log means that the log was lost
     */
    public record Policy(boolean createTable, UnknownDatabase unknownDatabase, NewLog newLog, boolean logSynced) {
    }

    /**
     * @param committed transactions found to be committed
     * @param rolledBack transactions found not to be
     * @param afresh the past of the log was put aside
     * @param missing committed transactions that the log does not have
     * @param prepared transactions without an outcome whose branches are prepared
     * @param kept rows that hold what the sinks may not have acknowledged, where they are good for that
     */
    public record Report(List<Long> committed, List<Long> rolledBack, boolean afresh, List<Long> missing,
            List<OpenTransaction> prepared, List<SlotRow> kept) {

        /** One of a datasource on which nothing is prepared. */
        public Report(List<Long> committed, List<Long> rolledBack, boolean afresh, List<Long> missing) {
            this(committed, rolledBack, afresh, missing, List.of(), List.of());
        }

        private Report keeping(List<SlotRow> rows) {
            return new Report(committed, rolledBack, afresh, missing, prepared, rows);
        }
    }

    private final Journal journal;
    private final SlotLock slotLock;
    private final Policy policy;

    public Recovery(Journal journal, SlotLock slotLock, Policy policy) {
        this.journal = journal;
        this.slotLock = slotLock;
        this.policy = policy;
    }

    /**
     * A datasource whose slots are ours and that no earlier process can commit to any more.
     *
     * @param held slots whose rows prepared branches of open transactions hold: their outcome comes later
     * @param others that the database knows, if our log is new to it and people should be told
     * @param lost what its slots have and the log has not
     * @param mayGuess a slot that says neither yes nor no counts as no
     */
    public record Taken(SlotTable table, List<SlotRow> rows, Set<Integer> held, List<OtherLog> others, boolean afresh,
            LostTail lost, boolean mayGuess) {
    }

    /**
     * Takes over the slots of a datasource. Asks the database, appends nothing to the log.
     *
     * @throws SQLException the database does not answer: to be tried again
     * @throws DurableException a person has to decide
     */
    public Taken takeOver(SlotTable table) throws SQLException {
        table.prepare(policy.createTable());
        refuseStagedOnLoss(table);
        Map<Long, Participant> open = open(table.datasource());
        boolean known = table.knowsLog();
        OwnEpochs epochs = new OwnEpochs(journal.wal(), table.datasource());
        long last = table.lastEpoch();
        boolean foreign = epochs.isForeign(last);
        if (foreign && policy.unknownDatabase() == UnknownDatabase.FAIL) {
            throw epochs.foreign(last);
        }
        boolean past = journal.lastLsn().value() > 0;
        boolean afresh = foreign || !known && past && epochs.wereNoted();
        List<OtherLog> others = known || past || policy.newLog() == NewLog.ACCEPT ? List.of() : table.otherLogs();
        if (!others.isEmpty() && policy.newLog() == NewLog.REFUSE) {
            throw newLog(table, others);
        }
        if (afresh && policy.unknownDatabase() == UnknownDatabase.FAIL && !table.inMemory()) {
            throw unknown(table, open);
        }
        // before the fence: an outdated copy of a log must not shut out the process that has the whole one
        refuseLost(table, lost(table, table.rows()));
        if (afresh) {
            // first: once the database has a row of this log, it knows it
            passSinks();
        }
        // again, as somebody may have committed meanwhile, under lock and before the fence stands
        long next = OwnEpochs.draw();
        SlotTable.Found found = table.takeOver(afresh ? Set.of() : neverUsed(open), slots(open), next, slotLock,
                (locked, shown) -> {
                    if (!foreign && epochs.isForeign(shown)) {
                        throw epochs.foreign(shown);
                    }
                    refuseLost(table, lost(table, locked));
                    epochs.note(shown, next);
                });
        LostTail lost = lost(table, found.rows());
        boolean mayGuess = policy.unknownDatabase() == UnknownDatabase.START_AFRESH || !policy.logSynced()
                || table.losesCommits() != null;
        return new Taken(table, found.rows(), found.held(), others, afresh, lost, mayGuess);
    }

    /**
     * Puts the transactions back that the log lost and the slots still have, each at its own LSN. Before {@link #raiseFloor}.
     *
     * @return how many
     */
    public int restore(List<Taken> all) {
        SortedMap<Lsn, Journal.Encoded> records = new TreeMap<>();
        all.forEach(taken -> records.putAll(taken.lost().records()));
        if (!records.isEmpty()) {
            all.forEach(this::refuseFar);
            journal.restore(records, floor(all));
        }
        return records.size();
    }

    /** Another datasource is so far ahead that what lies between cannot be filled. */
    private void refuseFar(Taken taken) {
        if (taken.lost().isFar(journal.lastLsn())) {
            throw missing(taken.table(), taken.lost().missing());
        }
    }

    private static Lsn floor(List<Taken> all) {
        return Lsn.of(all.stream().flatMap(taken -> taken.rows().stream()).mapToLong(SlotRow::lastTx).max().orElse(0));
    }

    /** Raises the log's floor above everything that the databases have seen (rule R1). Before {@link #finish}. */
    public void raiseFloor(List<Taken> all) {
        journal.wal().raiseFloor(floor(all));
    }

    /**
     * Gives every transaction of the datasource its outcome in the log, durably, but for those whose branch is prepared; and
     * {@code pool} the free slots.
     */
    public Report finish(Taken taken, SlotPool pool) {
        return finish(taken, pool, false);
    }

    /** As {@link #finish(Taken, SlotPool)}; if {@code keep}, slots that hold a record are not free, and to be released. */
    public Report finish(Taken taken, SlotPool pool, boolean keep) {
        Report report = taken.afresh() ? abandon(taken) : decide(taken);
        List<SlotRow> usable = taken.rows().stream()
                .filter(row -> taken.table().plan().uses(row.number()) && !taken.held().contains(row.number())).toList();
        // what the log does not have no sink will ever acknowledge
        List<SlotRow> kept = usable.stream().filter(row -> keep && !report.afresh() && row.record() != null
                && !report.missing().contains(row.lastTx())).toList();
        Set<Integer> inUse = new TreeSet<>(taken.held());
        kept.forEach(row -> inUse.add(row.number()));
        pool.reset(usable.stream().filter(row -> !inUse.contains(row.number()))
                .map(row -> new Slot(row.number(), row.lastTx(), true, row.rowId(), 0)).toList(), inUse);
        return report.keeping(kept);
    }

    private Map<Long, Participant> open(String datasource) {
        Map<Long, Participant> open = new HashMap<>();
        for (OpenTransaction transaction : journal.open()) {
            for (Participant participant : transaction.transaction().participants()) {
                if (participant.datasource().equals(datasource) && transaction.undecided().contains(datasource)) {
                    open.put(transaction.id(), participant);
                }
            }
        }
        return open;
    }

    private static Set<Integer> slots(Map<Long, Participant> open) {
        return open.values().stream().map(Participant::slot).collect(Collectors.toSet());
    }

    /** Slots whose row may be in an open transaction of an earlier process; all others exist, or were wiped. */
    private static Set<Integer> neverUsed(Map<Long, Participant> open) {
        Set<Integer> slots = new TreeSet<>();
        open.values().stream().filter(participant -> participant.previous() == 0).map(Participant::slot).forEach(slots::add);
        return slots;
    }

    private void refuseLost(SlotTable table, LostTail lost) {
        List<Long> missing = lost.missing();
        if (!missing.isEmpty() && policy.logSynced() && policy.unknownDatabase() == UnknownDatabase.FAIL) {
            throw missing(table, missing);
        }
    }

    private LostTail lost(SlotTable table, List<SlotRow> rows) {
        return LostTail.of(table.datasource(), rows, journal.lastLsn(), journal::decode);
    }

    private static void refuseStagedOnLoss(SlotTable table) throws SQLException {
        String loses = table.plan().fixed() ? table.losesCommits() : null;
        if (loses != null) {
            throw new DurableException("DURABLE-0226", "The commit mode of datasource " + table.datasource()
                    + " is staged, which relies on the database alone until the log is written, but " + loses
                    + ". Change that, or set quarkus.durable.commit-mode=strict.");
        }
    }

    private Report decide(Taken taken) {
        Map<Integer, SlotRow> bySlot = new HashMap<>();
        taken.rows().forEach(row -> bySlot.put(row.number(), row));
        List<Long> committed = new ArrayList<>();
        List<Long> rolledBack = new ArrayList<>();
        List<Long> missing = new ArrayList<>(taken.lost().missing());
        List<Outcome> outcomes = new ArrayList<>();
        Map<Long, Participant> undecided = open(taken.table().datasource());
        Set<Long> prepared = lastUsers(taken.held(), undecided);
        for (long transaction : new TreeSet<>(undecided.keySet())) {
            if (prepared.contains(transaction)) {
                continue;
            }
            Participant participant = Objects.requireNonNull(undecided.get(transaction));
            SlotRow row = bySlot.get(participant.slot());
            Testimony testimony = Testimony.of(transaction, participant, row);
            if (!testimony.isDefinite() && !taken.mayGuess()) {
                throw testimony.refusal(transaction, participant, row);
            }
            (testimony == Testimony.COMMITTED ? committed : rolledBack).add(transaction);
            if (testimony == Testimony.LATER || testimony == Testimony.WIPED) {
                missing.add(transaction);
            }
            outcomes.add(testimony.outcome(transaction, taken.table().datasource(), row));
        }
        write(outcomes);
        return new Report(committed, rolledBack, false, missing,
                journal.open().stream().filter(open -> prepared.contains(open.id())).toList(), List.of());
    }

    /** Those that hold the rows: of each slot the latest. */
    private static Set<Long> lastUsers(Set<Integer> slots, Map<Long, Participant> open) {
        Map<Integer, Long> bySlot = new HashMap<>();
        open.forEach((transaction, participant) -> {
            if (slots.contains(participant.slot())) {
                bySlot.merge(participant.slot(), transaction, Math::max);
            }
        });
        return Set.copyOf(bySlot.values());
    }

    private Report abandon(Taken taken) {
        List<Long> open = new ArrayList<>(new TreeSet<>(open(taken.table().datasource()).keySet()));
        write(open.stream().map(transaction -> new Outcome(transaction, taken.table().datasource(),
                Outcome.Result.ROLLED_BACK, 0, Outcome.Evidence.ABANDONED)).toList());
        return new Report(List.of(), open, true, taken.lost().missing());
    }

    /** Nothing that the log has now will be published. */
    private void passSinks() {
        for (Wal.Cursor cursor : journal.wal().cursors()) {
            if (cursor.name().startsWith(Journal.SINK_PREFIX)) {
                cursor.advance(journal.lastLsn());
                cursor.save();
            }
        }
    }

    private void write(List<Outcome> outcomes) {
        List<Wal.Ticket> tickets = outcomes.stream().map(journal::append).toList();
        tickets.forEach(Wal.Ticket::await);
    }

    private DurableException unknown(SlotTable table, Map<Long, Participant> open) {
        return new DurableException("DURABLE-0221", "The database of datasource " + table.datasource()
                + " does not know the log " + journal.wal().logId() + ", which ends at " + journal.lastLsn() + " and has "
                + open.size()
                + " transactions without an outcome: it is another database, or it was wiped or restored. Connect the"
                + " database that belongs to the log directory, give the application an empty log directory, or set"
                + " quarkus.durable.unknown-database=start-afresh to publish nothing more of the log's past.");
    }

    private DurableException newLog(SlotTable table, List<OtherLog> others) {
        return new DurableException("DURABLE-0225", "The log " + journal.wal().logId()
                + " is new, and the database of datasource "
                + table.datasource() + " knows " + others + ". If one of them was the log of this instance, its directory is"
                + " missing, and events of its last transactions may not have been published: bring the directory back. If this is"
                + " another instance, let it in once with quarkus.durable.new-log=warn.");
    }

    private DurableException missing(SlotTable table, List<Long> missing) {
        return new DurableException("DURABLE-0222", "The database of datasource " + table.datasource()
                + " has committed transactions " + missing + " of log " + journal.wal().logId() + ", but the log ends at "
                + journal.lastLsn() + ": the end of the log was lost or an older copy was put back, so their events cannot be"
                + " published. Restore the log directory, or set quarkus.durable.unknown-database=start-afresh to go on without them.");
    }
}
