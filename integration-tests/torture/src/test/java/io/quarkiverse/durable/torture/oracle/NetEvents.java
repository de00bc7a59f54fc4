package io.quarkiverse.durable.torture.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many events a transaction has, as its application counts them: one for each row, if it is another one at the end or not
 * the same. Of a transaction that was too large for the buffer each part of a row's change comes as an event of its own.
 */
final class NetEvents {

    private NetEvents() {
    }

    static int of(List<Received> transaction) {
        Map<Long, List<Received>> rows = new HashMap<>();
        int events = 0;
        for (Received each : transaction) {
            Change change = each.change();
            if (change == null) {
                events++;
            } else {
                rows.computeIfAbsent(change.row(), any -> new ArrayList<>()).add(each);
            }
        }
        return events + (int) rows.values().stream().filter(NetEvents::isChange).count();
    }

    /** Not what the transaction inserted and deleted. */
    private static boolean isChange(List<Received> row) {
        List<Received> ordered = row.stream().sorted(Comparator.comparingInt(Received::index)).toList();
        Change first = ordered.get(0).change();
        Change last = ordered.get(ordered.size() - 1).change();
        return first == null || last == null || first.before() != null || last.after() != null;
    }
}
