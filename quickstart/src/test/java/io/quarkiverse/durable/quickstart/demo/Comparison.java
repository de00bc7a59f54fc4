package io.quarkiverse.durable.quickstart.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkiverse.durable.quickstart.demo.Evidence.Change;
import io.quarkiverse.durable.quickstart.demo.Evidence.Received;

/**
 * What the database holds against what the consumer received. Counted in events, because a transaction may be lost in part.
 *
 * @param lost committed and never received
 * @param phantoms received and not committed; a second event, with another id, of a change that was committed once is one too
 * @param duplicates received again, with the same id
 * @param outOfOrder first deliveries that came after a later version of the same order
 * @param differing orders whose row is not what the last event of them says
 */
record Comparison(List<Change> lost, List<Received> phantoms, int duplicates, int outOfOrder, int differing) {

    static Comparison of(Evidence evidence) {
        Map<String, Received> first = new LinkedHashMap<>();
        evidence.received().forEach(event -> first.putIfAbsent(event.id(), event));
        Map<Change, Integer> missing = new HashMap<>();
        evidence.committed().forEach(committed -> missing.merge(committed.change(), 1, Integer::sum));
        List<Received> phantoms = new ArrayList<>();
        for (Received event : first.values()) {
            if (missing.getOrDefault(event.change(), 0) == 0) {
                phantoms.add(event);
            } else {
                missing.merge(event.change(), -1, Integer::sum);
            }
        }
        List<Change> lost = new ArrayList<>();
        missing.forEach((change, count) -> {
            for (int i = 0; i < count; i++) {
                lost.add(change);
            }
        });
        Map<String, Change> last = new HashMap<>();
        int outOfOrder = follow(first.values(), last);
        return new Comparison(lost, phantoms, evidence.received().size() - first.size(), outOfOrder,
                differing(evidence.versions(), last));
    }

    /** Reads the orders as they would be if there were only the events. */
    private static int follow(Iterable<Received> events, Map<String, Change> last) {
        int outOfOrder = 0;
        for (Received event : events) {
            Change change = event.change();
            if (change.subject().equals("Order")) {
                Change before = last.get(change.key());
                if (before == null || follows(before, change)) {
                    last.put(change.key(), change);
                } else {
                    outOfOrder++;
                }
            }
        }
        return outOfOrder;
    }

    private static boolean follows(Change before, Change after) {
        boolean gone = before.operation().equals("delete");
        return !gone && (after.version() > before.version()
                || after.operation().equals("delete") && after.version() == before.version());
    }

    private static int differing(Map<String, Integer> versions, Map<String, Change> last) {
        Set<String> orders = new HashSet<>(versions.keySet());
        orders.addAll(last.keySet());
        int differing = 0;
        for (String order : orders) {
            Change change = last.get(order);
            Integer expected = change == null || change.operation().equals("delete") ? null : Integer.valueOf(change.version());
            if (!java.util.Objects.equals(expected, versions.get(order))) {
                differing++;
            }
        }
        return differing;
    }
}
