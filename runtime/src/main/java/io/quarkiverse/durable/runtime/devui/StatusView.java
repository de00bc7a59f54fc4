package io.quarkiverse.durable.runtime.devui;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.DurableLog.Counts;
import io.quarkiverse.durable.DurableLog.Phase;
import io.quarkiverse.durable.DurableLog.Sink;
import io.quarkiverse.durable.DurableLog.Status;
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

    /**
     * @param segments the newest {@value #SEGMENTS_MAX}, in LSN order
     * @param segmentsTotal of all segments
     * @param holds that belong to no sink; the sinks have their own cursors
     */
    public record Log(String logId, long epoch, long firstLsn, long lastLsn, long durableLsn, long diskBytes,
            boolean directIo, List<Segment> segments, int segmentsTotal, List<Hold> holds, @Nullable String failure) {
    }

    public record Segment(String file, long firstLsn, long lastLsn, long sizeBytes, long usedBytes, boolean active) {
    }

    /** @param lsn everything from here on is kept */
    public record Hold(String name, long lsn) {
    }

    /** @param since in milliseconds since 1970 */
    public record InDoubt(long transactionId, String datasource, int slot, long since, String why, int attempts) {
    }

    static StatusView of(Status status) {
        WalStatus log = status.log();
        Set<String> channels = status.sinks().stream().map(Sink::channel).collect(Collectors.toSet());
        return new StatusView(status.phase(), status.detail(), log == null ? null : log(log, channels),
                status.inDoubt().stream().sorted((a, b) -> a.since().compareTo(b.since())).limit(IN_DOUBT_MAX)
                        .map(StatusView::inDoubt).toList(),
                status.inDoubt().size(), status.sinks(), status.counts(), Notice.of(status));
    }

    private static Log log(WalStatus log, Set<String> channels) {
        List<WalStatus.Segment> all = log.segments();
        List<Segment> newest = all.subList(Math.max(0, all.size() - SEGMENTS_MAX), all.size()).stream()
                .map(StatusView::segment).toList();
        return new Log(log.logId().toString(), log.epoch(), log.firstLsn().value(), log.lastLsn().value(),
                log.durableLsn().value(), log.diskBytes(), log.directIo(), newest, all.size(), holds(log, channels),
                log.failure());
    }

    private static List<Hold> holds(WalStatus log, Set<String> channels) {
        Map<String, Long> others = new TreeMap<>();
        log.holds().forEach((name, lsn) -> {
            if (!channels.contains(name)) {
                others.put(name, lsn.value());
            }
        });
        return others.entrySet().stream().map(entry -> new Hold(entry.getKey(), entry.getValue())).toList();
    }

    private static Segment segment(WalStatus.Segment segment) {
        return new Segment(segment.file(), segment.firstLsn().value(), segment.lastLsn().value(), segment.sizeBytes(),
                segment.usedBytes(), segment.active());
    }

    private static InDoubt inDoubt(DurableLog.InDoubt transaction) {
        return new InDoubt(transaction.transactionId(), transaction.datasource(), transaction.slot(),
                transaction.since().toEpochMilli(), transaction.why(), transaction.attempts());
    }
}
