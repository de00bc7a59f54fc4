package io.quarkiverse.durable.torture.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** Evidence in which nothing is wrong, until a test changes it. */
abstract class Bookkeeping {

    static final long MONEY = 300;

    final Map<String, Integer> committed = new TreeMap<>();
    final Map<Long, RowState> rows = new TreeMap<>();
    final List<Received> received = new ArrayList<>();
    final Set<String> acknowledged = new TreeSet<>();
    final Set<String> refused = new TreeSet<>();
    Past past = Past.NONE;

    /** Founded with three accounts of 100; b moves 10 from 1 to 2; c closes 1; d opens 1 again, in another log. */
    @BeforeEach
    void fourTransactions() {
        RowState one = state(1, 0, 100, "a");
        RowState two = state(1, 0, 100, "a");
        RowState three = state(1, 0, 100, "a");
        add("a", 1, 0, 3, new Change(1, null, one));
        add("a", 1, 1, 3, new Change(2, null, two));
        add("a", 1, 2, 3, new Change(3, null, three));
        RowState oneB = state(1, 1, 90, "b");
        RowState twoB = state(1, 1, 110, "b");
        add("b", 3, 0, 4, new Change(1, one, oneB));
        add("b", 3, 1, 4, new Change(2, two, twoB));
        received.add(event(3, 2, 4, "b", 1));
        received.add(event(3, 3, 4, "b", 2));
        committed.put("b", 4);
        RowState threeC = state(1, 1, 190, "c");
        add("c", 5, 0, 2, new Change(3, three, threeC));
        add(null, 5, 1, 2, new Change(1, oneB, null));
        RowState oneD = state(2, 0, 50, "d");
        RowState threeD = state(1, 2, 140, "d");
        received.add(of("other", 2, 6, 0, 2, "d", new Change(1, null, oneD)));
        received.add(of("other", 2, 6, 1, 2, "d", new Change(3, threeC, threeD)));
        committed.put("d", 2);
        rows.put(1L, oneD);
        rows.put(2L, twoB);
        rows.put(3L, threeD);
        acknowledged.addAll(List.of("a", "b", "c", "d"));
    }

    final Findings judge() {
        return Oracle.judge(evidence());
    }

    final Evidence evidence() {
        return new Evidence(past, new HashMap<>(committed), new HashMap<>(rows), List.copyOf(received),
                Set.copyOf(acknowledged),
                Set.copyOf(refused), MONEY);
    }

    final void add(@Nullable String marker, long transaction, int index, int count, Change change) {
        received.add(of("log", 1, transaction, index, count, marker, change));
        if (marker != null) {
            committed.put(marker, count);
        }
    }

    /** The transaction's number serves as its token. */
    static Received of(String log, int connection, long transaction, int index, int count, @Nullable String marker,
            Change change) {
        return new Received(connection, log, transaction, index, count, transaction, "account " + change.row(), marker, change,
                0, change.hashCode());
    }

    static Received again(Received first, int connection) {
        return new Received(connection, first.log(), first.transaction(), first.index(), first.count(), first.token(),
                first.key(), first.marker(), first.change(), first.number(), first.digest());
    }

    /** An explicit event; {@code number} of those of its transaction. */
    static Received event(long transaction, int index, int count, String marker, int number) {
        return new Received(1, "log", transaction, index, count, transaction, "event 1", marker, null, number,
                marker.hashCode() + number);
    }

    static Received numbered(Received event, int index, int count) {
        return new Received(event.connection(), event.log(), event.transaction(), index, count, event.token(), event.key(),
                event.marker(), event.change(), event.number(), event.digest());
    }

    static Received withToken(Received event, long token) {
        return new Received(event.connection(), event.log(), event.transaction(), event.index(), event.count(), token,
                event.key(), event.marker(), event.change(), event.number(), event.digest());
    }

    static RowState state(long life, long version, long balance, String marker) {
        return new RowState(life, version, balance, marker, 0);
    }
}
