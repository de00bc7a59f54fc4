package io.quarkiverse.durable.servers.comparison;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the database committed, what the consumer received and what the application answered, held against each other. Each list
 * has a sentence for each thing that is wrong.
 *
 * @param committed transactions in the database
 * @param published transactions of which something was received
 * @param duplicates messages received again
 * @param lost committed, and not or not wholly received
 * @param phantom received, and not committed, or committed once and received as two
 * @param disordered not in the order of the row's versions, or the last version received is not the one in the database
 * @param unlike received again with another content or under another id
 * @param forgotten reported to the client as committed, and not in the database
 * @param overwritten a version of an account that two committed transactions wrote, and the money in the database is wrong by
 *        just what the first of them moved: the database lost an update, and who tells what was committed can tell nothing else
 */
public record Comparison(int committed, int published, int duplicates, List<String> lost, List<String> phantom,
        List<String> disordered, List<String> unlike, List<String> forgotten, List<String> overwritten) {

    private static final int NAMED_MAX = 5;

    /** @param acknowledged markers of the transactions that clients were told were committed */
    public static Comparison of(Ledger ledger, List<Received> received, Collection<String> acknowledged) {
        Map<String, List<Received>> transactions = new LinkedHashMap<>();
        Map<String, Received> firstById = new LinkedHashMap<>();
        List<String> unlike = new ArrayList<>();
        int duplicates = 0;
        for (Received event : received) {
            Received first = firstById.putIfAbsent(event.id(), event);
            if (first == null) {
                transactions.computeIfAbsent(event.transaction(), any -> new ArrayList<>()).add(event);
            } else {
                duplicates++;
                if (!first.text().equals(event.text())) {
                    unlike.add(event.id() + " was first " + first.text() + " and then " + event.text());
                }
            }
        }
        Map<String, List<Received>> byMarker = new HashMap<>();
        List<String> phantom = phantoms(ledger, transactions, byMarker);
        unlike.addAll(twins(transactions));
        List<String> disordered = disorders(ledger, received, firstById.values());
        List<String> overwritten = overwritten(ledger, firstById.values());
        disordered.removeAll(overwritten);
        return new Comparison(ledger.markers().size(), transactions.size(), duplicates, losses(ledger, byMarker), phantom,
                disordered, unlike, forgotten(ledger, acknowledged), overwritten);
    }

    public boolean isClean() {
        return isFaithful() && overwritten.isEmpty();
    }

    /** What was received is what the database did, be that right or not. */
    public boolean isFaithful() {
        return lost.isEmpty() && phantom.isEmpty() && disordered.isEmpty() && unlike.isEmpty() && forgotten.isEmpty();
    }

    private static List<String> phantoms(Ledger ledger, Map<String, List<Received>> transactions,
            Map<String, List<Received>> byMarker) {
        List<String> phantom = new ArrayList<>();
        transactions.forEach((transaction, events) -> {
            Set<String> markers = new TreeSet<>();
            events.stream().map(Received::marker).filter(marker -> marker != null).forEach(markers::add);
            if (markers.size() != 1) {
                phantom.add("transaction " + transaction + " was received with the markers " + markers);
                return;
            }
            String marker = markers.iterator().next();
            if (!ledger.markers().containsKey(marker)) {
                phantom.add("transaction " + transaction + " was received, its marker " + marker + " is not in the database");
            }
            if (byMarker.put(marker, events) != null) {
                phantom.add("marker " + marker + " was received in two transactions, one of them " + transaction);
            }
        });
        return phantom;
    }

    private static List<String> losses(Ledger ledger, Map<String, List<Received>> byMarker) {
        List<String> lost = new ArrayList<>();
        ledger.markers().forEach((marker, events) -> {
            int got = byMarker.getOrDefault(marker, List.of()).size();
            if (got != events) {
                lost.add("marker " + marker + " is in the database with " + events + " events, received were " + got);
            }
        });
        return lost;
    }

    /** Two events of one transaction at the same place, or more of them than it says it has. */
    private static List<String> twins(Map<String, List<Received>> transactions) {
        List<String> unlike = new ArrayList<>();
        transactions.forEach((transaction, events) -> {
            Set<Integer> places = new HashSet<>();
            for (Received event : events) {
                if (!places.add(event.index()) || event.index() >= event.count()) {
                    unlike.add("place " + event.index() + " of " + event.count() + " in transaction " + transaction
                            + " is taken twice or does not exist, by " + event.id());
                }
            }
        });
        return unlike;
    }

    private static List<String> disorders(Ledger ledger, List<Received> received, Collection<Received> firsts) {
        List<String> disordered = new ArrayList<>();
        Map<String, Received> last = new HashMap<>();
        for (Received event : firsts) {
            if (event.row() != null) {
                Received before = last.put(event.row(), event);
                if (before != null && (event.version() >= 0 && event.version() != before.version() + 1
                        || event.token() <= before.token())) {
                    disordered.add(sequence(before, event));
                }
            }
        }
        Map<String, Received> lastOfRun = new HashMap<>();
        for (Received event : received) {
            if (event.row() != null) {
                Received before = lastOfRun.put(event.run() + " " + event.row(), event);
                if (before != null && event.token() < before.token()) {
                    disordered.add(sequence(before, event) + " in run " + event.run());
                }
            }
        }
        ledger.accounts().forEach((id, row) -> {
            Received event = last.get(ledger.entity() + " " + id);
            if (event == null || event.version() != row.version() || event.balance() != row.balance()) {
                disordered.add("account " + id + " is " + row + " in the database, the last received is "
                        + (event == null ? "nothing" : event.text()));
            }
        });
        return disordered;
    }

    /** Nothing unless the money in the database says so too: transfers move it and make none. */
    private static List<String> overwritten(Ledger ledger, Collection<Received> firsts) {
        List<String> overwritten = new ArrayList<>();
        Map<String, Received> last = new HashMap<>();
        long missing = -ledger.accounts().values().stream().mapToLong(Ledger.Account::balance).sum();
        for (Received event : firsts) {
            if (event.row() != null && event.balance() >= 0) {
                Received before = last.put(event.row(), event);
                if (before == null && event.balanceBefore() < 0) {
                    missing += event.balance();
                } else if (before != null && isOverwritten(ledger, before, event)) {
                    overwritten.add(sequence(before, event));
                    missing -= before.balance() - event.balanceBefore();
                }
            }
        }
        return missing == 0 ? overwritten : List.of();
    }

    /** Both are in the database with all else that they wrote, and both made the same version of this row. */
    private static boolean isOverwritten(Ledger ledger, Received before, Received event) {
        return event.version() == before.version() && event.token() > before.token()
                && event.marker() != null && !event.marker().equals(before.marker())
                && ledger.markers().containsKey(event.marker()) && ledger.markers().containsKey(before.marker());
    }

    private static String sequence(Received before, Received event) {
        return event.row() + ": version " + event.version() + " token " + event.token() + " came after version "
                + before.version() + " token " + before.token();
    }

    private static List<String> forgotten(Ledger ledger, Collection<String> acknowledged) {
        return acknowledged.stream().filter(marker -> !ledger.markers().containsKey(marker))
                .map(marker -> "marker " + marker + " was reported as committed and is not in the database").toList();
    }

    /** The figures, and the first few things that are wrong. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("committed=" + committed + " published=" + published + " duplicates="
                + duplicates
                + " lost=" + lost.size() + " phantom=" + phantom.size() + " disordered=" + disordered.size() + " unlike="
                + unlike.size() + " forgotten=" + forgotten.size() + " overwritten=" + overwritten.size());
        for (List<String> wrong : List.of(lost, phantom, disordered, unlike, forgotten, overwritten)) {
            wrong.stream().limit(NAMED_MAX).forEach(sentence -> text.append("\n  ").append(sentence));
        }
        return text.toString();
    }
}
