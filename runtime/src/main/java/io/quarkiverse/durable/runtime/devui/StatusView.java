package io.quarkiverse.durable.runtime.devui;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.DurableLog.Consequence;
import io.quarkiverse.durable.DurableLog.Counts;
import io.quarkiverse.durable.DurableLog.Phase;
import io.quarkiverse.durable.DurableLog.Sink;
import io.quarkiverse.durable.DurableLog.Status;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalStatus;

/**
 * The status in the shape of the page: numbers and strings only, bounded in size, and with what to do.
 *
 * @param log null until the log is open
 * @param inDoubt the oldest {@value #IN_DOUBT_MAX}
 * @param inDoubtTotal of all that are in doubt
 * @param notices what a person should know or do; empty when all is well
 */
public record StatusView(Phase phase, String detail, @Nullable Log log, List<InDoubt> inDoubt, int inDoubtTotal,
        List<Sink> sinks, Counts counts, List<Notice> notices) {

    static final int SEGMENTS_MAX = 100;
    static final int IN_DOUBT_MAX = 100;
    static final int HOLDS_MAX = 100;

    /**
     * @param segments the newest {@value #SEGMENTS_MAX}, in LSN order
     * @param segmentsTotal of all segments
     * @param holds the {@value #HOLDS_MAX} that keep the oldest records, the lowest first
     */
    public record Log(String logId, long epoch, long firstLsn, long lastLsn, long durableLsn, long diskBytes,
            boolean directIo, List<Segment> segments, int segmentsTotal, List<Hold> holds, @Nullable String failure) {
    }

    public record Segment(String file, long firstLsn, long lastLsn, long sizeBytes, long usedBytes, boolean active) {
    }

    /**
     * @param channel whose cursor it is, or null
     * @param lsn everything from here on is kept
     */
    public record Hold(String name, @Nullable String channel, long lsn) {
    }

    /** @param since in milliseconds since 1970 */
    public record InDoubt(long transactionId, String datasource, int slot, long since, String why, int attempts,
            @Nullable String lastError, Consequence consequence) {
    }

    static StatusView of(Status status) {
        WalStatus log = status.log();
        return new StatusView(status.phase(), status.detail(), log == null ? null : log(log),
                status.inDoubt().stream().sorted((a, b) -> a.since().compareTo(b.since())).limit(IN_DOUBT_MAX)
                        .map(StatusView::inDoubt).toList(),
                status.inDoubt().size(), status.sinks(), status.counts(), Notice.of(status));
    }

    private static Log log(WalStatus log) {
        List<WalStatus.Segment> all = log.segments();
        List<Segment> newest = all.subList(Math.max(0, all.size() - SEGMENTS_MAX), all.size()).stream()
                .map(StatusView::segment).toList();
        return new Log(log.logId().toString(), log.epoch(), log.firstLsn().value(), log.lastLsn().value(),
                log.durableLsn().value(), log.diskBytes(), log.directIo(), newest, all.size(), holds(log),
                log.failure());
    }

    private static List<Hold> holds(WalStatus log) {
        return log.holds().entrySet().stream()
                .sorted(Map.Entry.<String, Lsn> comparingByValue().thenComparing(Map.Entry.comparingByKey())).limit(HOLDS_MAX)
                .map(hold -> new Hold(hold.getKey(), channel(hold.getKey()), hold.getValue().value())).toList();
    }

    private static @Nullable String channel(String hold) {
        return hold.startsWith(Journal.SINK_PREFIX) ? hold.substring(Journal.SINK_PREFIX.length()) : null;
    }

    private static Segment segment(WalStatus.Segment segment) {
        return new Segment(segment.file(), segment.firstLsn().value(), segment.lastLsn().value(), segment.sizeBytes(),
                segment.usedBytes(), segment.active());
    }

    private static InDoubt inDoubt(DurableLog.InDoubt transaction) {
        return new InDoubt(transaction.transactionId(), transaction.datasource(), transaction.slot(),
                transaction.since().toEpochMilli(), transaction.why(), transaction.attempts(), transaction.lastError(),
                transaction.consequence());
    }
}
