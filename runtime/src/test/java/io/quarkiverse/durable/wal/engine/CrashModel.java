package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;

/**
 * What must be readable, said as simply as possible. Told from several threads.
 *
 * <p>
 * A record that was acknowledged or read stays, as it was written, until every cursor and hold allows its end; its number is
 * never given out again. In a relaxed log that holds only for what survived a recovery or an orderly close.
 */
final class CrashModel {

    private final boolean relaxed;
    /** Contents that may be found under each LSN: what is there, and what was handed in since the last recovery. */
    private final Map<Long, Set<Integer>> possible = new HashMap<>();
    /** Acknowledged or read, in the whole life. */
    private final Map<Long, Integer> told = new HashMap<>();
    private NavigableMap<Long, Integer> lasting = new TreeMap<>();
    private final Set<Long> appendedSinceOpening = new HashSet<>();
    /** Numbers behind which others may have been left out. */
    private final Set<Long> jumps = new HashSet<>();
    private final Map<String, Position> cursors = new HashMap<>();
    private final List<Wal.Hold> holds = new ArrayList<>();
    /** From here on everything must be kept. */
    private long keptFrom = 1;

    private static final class Position {

        long savedAtLeast;
        long savedAtMost;
        /** Records from here on were there when it was created, so it keeps those above its saved position. */
        long keepsFrom = Long.MAX_VALUE;
        /** A creation or a removal failed: it is there or not. */
        boolean uncertain;

        @Override
        public String toString() {
            return savedAtLeast + " to " + savedAtMost + (uncertain ? " or none" : "");
        }
    }

    CrashModel(boolean relaxed) {
        this.relaxed = relaxed;
    }

    // ---- records

    synchronized void appended(long lsn, int content) {
        check(!told.containsKey(lsn), "LSN " + lsn + " was acknowledged or read before and is given out again");
        check(appendedSinceOpening.add(lsn), "LSN " + lsn + " is given out twice");
        possible.computeIfAbsent(lsn, l -> new HashSet<>()).add(content);
    }

    synchronized void acknowledged(long lsn, int content) {
        tell(lsn, content);
    }

    private void tell(long lsn, int content) {
        Integer before = told.put(lsn, content);
        check(before == null || before == content, "record " + lsn + " is " + content + " and was " + before);
        if (!relaxed) {
            lasting.put(lsn, content);
        }
    }

    /** Records in the order in which a reader got them, from a place where it began to a place where it stopped. */
    synchronized void read(NavigableMap<Long, Integer> records) {
        long before = 0;
        for (Map.Entry<Long, Integer> record : records.entrySet()) {
            long lsn = record.getKey();
            Set<Integer> contents = possible.get(lsn);
            check(contents != null && contents.contains(record.getValue()),
                    "record " + lsn + " is " + record.getValue() + ", handed in were " + contents);
            check(before == 0 || lsn == before + 1 || jumps.contains(lsn - 1), "record " + lsn + " follows " + before);
            tell(lsn, record.getValue());
            before = lsn;
        }
    }

    /** All that an opening found. */
    synchronized void recovered(Wal wal, NavigableMap<Long, Integer> held) {
        read(held);
        Map<Long, Integer> missing = new TreeMap<>(lasting.tailMap(keptFrom, true));
        missing.keySet().removeAll(held.keySet());
        check(missing.isEmpty(), "records are gone: " + missing.keySet() + ", there are " + held.keySet()
                + "; to be kept from " + keptFrom + ", cursors " + cursors + ", now " + wal.status().holds());
        long last = wal.lastLsn().value();
        long highest = told.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
        check(last >= highest, "the last LSN is " + last + ", told was " + highest);
        if (!held.isEmpty()) {
            check(relaxed || held.firstKey() <= keptFrom || jumps.contains(held.firstKey() - 1),
                    "truncated to " + held.firstKey() + ", allowed was " + keptFrom);
            // behind a floor that was raised a cursor may stand where no record is
            check(relaxed || last == held.lastKey() || jumps.contains(last) || wal.cursors().stream()
                    .anyMatch(c -> c.position().value() == last), "the last LSN is " + last + ", records end with "
                            + held.lastKey() + ", told was " + highest);
        }
        if (held.isEmpty() || last != held.lastKey()) {
            jumps.add(last);
        }
        lasting = new TreeMap<>(held);
        possible.clear();
        held.forEach((lsn, content) -> possible.put(lsn, new HashSet<>(Set.of(content))));
        appendedSinceOpening.clear();
        recoveredCursors(wal);
    }

    /** Holds do not outlive an opening. */
    synchronized void ended() {
        holds.clear();
        allow();
    }

    /** Nothing failed, and all was written before the end. */
    synchronized void closedInOrder() {
        appendedSinceOpening.forEach(lsn -> lasting.computeIfAbsent(lsn, told::get));
        cursors.values().forEach(p -> p.savedAtLeast = p.savedAtMost);
    }

    synchronized void floorRaised(long floor) {
        jumps.add(floor);
    }

    // ---- cursors and holds

    private void recoveredCursors(Wal wal) {
        Set<String> found = new HashSet<>();
        for (Wal.Cursor cursor : wal.cursors()) {
            Position known = cursors.get(cursor.name());
            long at = cursor.savedPosition().value();
            check(known != null, "cursor " + cursor.name() + " was dropped and is back");
            check(at >= known.savedAtLeast && at <= known.savedAtMost, "cursor " + cursor.name() + " is at " + at
                    + ", saved was " + known.savedAtLeast + ", reached was " + known.savedAtMost);
            noneGone(Math.max(at + 1, known.keepsFrom), wal.firstLsn().value());
            known.savedAtLeast = at;
            known.savedAtMost = at;
            known.uncertain = false;
            found.add(cursor.name());
        }
        cursors.forEach((name, p) -> check(p.uncertain || found.contains(name), "cursor " + name + " is gone"));
        cursors.keySet().retainAll(found);
        allow();
    }

    synchronized boolean mayExist(String cursor) {
        return cursors.containsKey(cursor);
    }

    /** Where it was created, unless it was moved since. */
    synchronized Lsn savedAtLeast(String cursor) {
        return Lsn.of(cursors.get(cursor).savedAtLeast);
    }

    synchronized void creating(String cursor, long at) {
        Position created = new Position();
        created.savedAtLeast = at;
        created.savedAtMost = at;
        created.uncertain = true;
        cursors.put(cursor, created);
        allow();
    }

    /** @param firstLsn of the log, asked behind the creation */
    synchronized void created(String cursor, long firstLsn) {
        Position position = cursors.get(cursor);
        position.uncertain = false;
        position.keepsFrom = Math.min(position.keepsFrom, firstLsn);
        allow();
    }

    synchronized void advancing(String cursor, long to) {
        Position position = cursors.get(cursor);
        position.savedAtMost = Math.max(position.savedAtMost, to);
        allow();
    }

    synchronized void saved(String cursor) {
        Position position = cursors.get(cursor);
        position.savedAtLeast = position.savedAtMost;
    }

    synchronized void dropping(String cursor) {
        cursors.get(cursor).uncertain = true;
        allow();
    }

    synchronized void dropped(String cursor) {
        cursors.remove(cursor);
    }

    synchronized void held(Wal.Hold hold) {
        holds.add(hold);
        allow();
    }

    /** What a hold or a cursor keeps was not truncated. */
    synchronized void noneGone(long from, long firstLsn) {
        told.keySet().forEach(lsn -> check(relaxed || lsn < from || lsn >= firstLsn,
                "record " + lsn + " is truncated, to " + firstLsn + ", but needed from " + from));
    }

    /** To be called before it is released. */
    synchronized void releasing(Wal.Hold hold) {
        holds.remove(hold);
        allow();
    }

    /** What now lies below every claim may go, from now on. */
    private void allow() {
        long lowest = Long.MAX_VALUE;
        long uncertain = 0;
        for (Position position : cursors.values()) {
            long claim = position.savedAtMost + 1;
            lowest = position.uncertain ? lowest : Math.min(lowest, claim);
            uncertain = position.uncertain ? Math.max(uncertain, claim) : uncertain;
        }
        for (Wal.Hold hold : holds) {
            lowest = Math.min(lowest, hold.from().value());
        }
        keptFrom = Math.max(keptFrom, lowest == Long.MAX_VALUE ? uncertain : lowest);
    }

    synchronized Lsn keptFrom() {
        return Lsn.of(keptFrom);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            assertThat(holds).as(otherwise).isTrue();
        }
    }
}
