package io.quarkiverse.durable.torture.oracle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/** Holds the evidence against the promises. */
public final class Oracle {

    private final Evidence evidence;
    private final Findings findings = new Findings();
    /** The first delivery of each event, in the order in which they came. */
    private final Map<String, Received> events = new LinkedHashMap<>();
    private final Map<String, List<Received>> transactions = new LinkedHashMap<>();

    private Oracle(Evidence evidence) {
        this.evidence = evidence;
    }

    public static Findings judge(Evidence evidence) {
        return new Oracle(evidence).judge();
    }

    private Findings judge() {
        sortOut();
        compareTransactions();
        compareAnswers();
        compareArrival();
        compareRows();
        compareSums();
        return findings;
    }

    private void sortOut() {
        for (Received each : evidence.received()) {
            Long judged = evidence.past().digest(each);
            if (judged != null) {
                findings.duplicate();
                if (judged != each.digest()) {
                    findings.phantom(
                            "event " + each.id() + " came again with another content than in an earlier round: " + each);
                }
                continue;
            }
            Received first = events.putIfAbsent(each.id(), each);
            if (first == null) {
                transactions.computeIfAbsent(each.transactionId(), any -> new ArrayList<>()).add(each);
            } else {
                findings.duplicate();
                if (first.digest() != each.digest()) {
                    findings.phantom(
                            "event " + each.id() + " came again with another content: first " + first + ", then " + each);
                }
            }
        }
    }

    /** Every committed transaction came, whole and once; and no other. */
    private void compareTransactions() {
        Map<String, Integer> missing = new HashMap<>(evidence.committed());
        transactions.forEach((id, all) -> {
            compareTokens(id, all);
            String marker = marker(id, all);
            if (marker == null) {
                return;
            }
            Integer expected = evidence.committed().get(marker);
            if (expected == null) {
                findings.phantom("transaction " + id + " came, and its marker " + marker + " is not in the database"
                        + (evidence.refused().contains(marker) ? "; its client had ordered that it fails" : ""));
            } else if (missing.remove(marker) == null) {
                findings.phantom("marker " + marker + " came in two transactions, one of them " + id);
            } else {
                compareEvents(id, marker, all, expected);
            }
        });
        new TreeMap<>(missing).forEach((marker, expected) -> findings
                .lost("marker " + marker + " is in the database with " + expected + " events, none of them came"));
    }

    private void compareEvents(String id, String marker, List<Received> all, int expected) {
        int net = NetEvents.of(all);
        if (net < expected) {
            findings.lost("transaction " + id + " with marker " + marker + " has " + expected + " events, " + net + " came");
        } else if (net > expected) {
            findings.phantom("transaction " + id + " with marker " + marker + " has " + expected + " events, " + net + " came");
        } else {
            all.forEach(each -> comparePlace(each, all.size()));
        }
    }

    /** One transaction draws one token. */
    private void compareTokens(String id, List<Received> all) {
        Set<Long> tokens = new TreeSet<>();
        all.forEach(each -> tokens.add(each.token()));
        if (tokens.size() > 1) {
            findings.outOfOrder("transaction " + id + " came with the tokens " + tokens);
        }
    }

    /** As many events as there are indices, of which none came twice: each index is there if none is beyond them. */
    private void comparePlace(Received each, int events) {
        if (each.count() != events || each.index() < 0 || each.index() >= events) {
            findings.phantom("event " + each.id() + " says that it is number " + each.index() + " of " + each.count()
                    + " from 0, and its transaction has " + events + " events");
        }
    }

    private @Nullable String marker(String id, List<Received> all) {
        Set<String> markers = new TreeSet<>();
        all.stream().map(Received::marker).filter(marker -> marker != null).forEach(markers::add);
        if (markers.size() != 1) {
            findings.phantom("transaction " + id + " came with the markers " + markers);
            return null;
        }
        return markers.iterator().next();
    }

    private void compareAnswers() {
        for (String marker : new TreeSet<>(evidence.acknowledged())) {
            if (!evidence.committed().containsKey(marker)) {
                findings.lost("marker " + marker + " was acknowledged to its client and is not in the database");
            }
        }
        for (String marker : new TreeSet<>(evidence.refused())) {
            if (evidence.committed().containsKey(marker)) {
                findings.phantom("marker " + marker + " is in the database, and its client had ordered that it fails");
            }
        }
    }

    /** Of one log and one key: first deliveries as they were committed, over all rounds; and all those of one connection. */
    private void compareArrival() {
        Map<String, Received> last = new HashMap<>(evidence.past().last());
        Set<String> wrong = new LinkedHashSet<>();
        events.values().forEach(each -> follows(last, each.stream(), each, wrong));
        Map<String, Received> lastOfConnection = new HashMap<>();
        evidence.received().forEach(
                each -> follows(lastOfConnection, each.connection() + " " + each.stream(), each, wrong));
        wrong.forEach(findings::outOfOrder);
    }

    private static void follows(Map<String, Received> last, String stream, Received each, Set<String> wrong) {
        Received before = last.put(stream, each);
        if (before == null) {
            return;
        }
        if (before.transaction() > each.transaction()) {
            wrong.add(each.key() + ": transaction " + each.transactionId() + " came after " + before.transactionId());
        } else if (before.transaction() == each.transaction()
                && (before.index() > each.index() || before.number() > each.number())) {
            wrong.add(each.key() + ": " + each.id() + " came after " + before.id() + ", as number " + each.number()
                    + " after number " + before.number() + " that the application appended");
        }
    }

    /** The events alone give the rows that the database has. */
    private void compareRows() {
        Map<Long, List<Received>> byRow = new TreeMap<>();
        for (Received each : events.values()) {
            Change change = each.change();
            if (change != null) {
                byRow.computeIfAbsent(change.row(), any -> new ArrayList<>()).add(each);
            }
        }
        Map<Long, RowState> rebuilt = new TreeMap<>(evidence.past().rows());
        byRow.forEach((row, all) -> {
            RowState end = replay(row, all);
            if (end == null) {
                rebuilt.remove(row);
            } else {
                rebuilt.put(row, end);
            }
        });
        Set<Long> ids = new TreeSet<>(rebuilt.keySet());
        ids.addAll(evidence.rows().keySet());
        ids.forEach(row -> compareRow(row, rebuilt.get(row), evidence.rows().get(row)));
        compareSum("the rows rebuilt from the events", rebuilt.values());
    }

    private @Nullable RowState replay(long row, List<Received> all) {
        List<Received> ordered = all.stream()
                .sorted((first, second) -> RowOrder.INSTANCE.compare(change(first), change(second)))
                .toList();
        RowState state = evidence.past().rows().get(row);
        long token = evidence.past().tokens().getOrDefault(row, -1L);
        Received before = null;
        Map<String, Received> highest = new HashMap<>(evidence.past().last());
        for (Received each : ordered) {
            boolean isSameTransaction = before != null && before.transactionId().equals(each.transactionId());
            if (isSameTransaction ? before.index() >= each.index() : each.token() <= token) {
                findings.outOfOrder(each.key() + ": " + each.id() + " has token " + each.token() + " and came after token "
                        + token + " in the database");
            }
            if (before != null && RowOrder.INSTANCE.compare(change(before), change(each)) == 0) {
                findings.phantom(each.key() + ": " + before.id() + " and " + each.id() + " are the same change");
            }
            compareNumbers(highest, each);
            RowState expected = change(each).before();
            if (!Objects.equals(state, expected)) {
                findings.lost("row " + row + ": the change in " + each.id() + " is of the state " + expected
                        + ", but the events before it end in " + state);
            }
            state = change(each).after();
            token = each.token();
            before = each;
        }
        return state;
    }

    /** The transactions of one log that changed a row have rising numbers, whatever other logs changed between them. */
    private void compareNumbers(Map<String, Received> highest, Received each) {
        Received before = highest.get(each.stream());
        if (before != null && each.transaction() < before.transaction()) {
            findings.outOfOrder(each.key() + ": " + each.id() + " came after " + before.id() + " in the database");
        } else {
            highest.put(each.stream(), each);
        }
    }

    private static Change change(Received event) {
        return Objects.requireNonNull(event.change());
    }

    private void compareRow(long row, @Nullable RowState rebuilt, @Nullable RowState inDatabase) {
        if (Objects.equals(rebuilt, inDatabase)) {
            return;
        }
        String sentence = "row " + row + " is " + inDatabase + " in the database, the events end in " + rebuilt;
        if (rebuilt != null && isUnknown(rebuilt)) {
            findings.phantom(sentence);
        } else {
            findings.lost(sentence);
        }
    }

    private boolean isUnknown(RowState state) {
        return !evidence.committed().containsKey(state.marker()) && !evidence.past().rows().containsValue(state);
    }

    private void compareSums() {
        compareSum("the rows of the database", evidence.rows().values());
        transactions.forEach((id, all) -> {
            long gain = all.stream().filter(each -> each.change() != null).mapToLong(each -> change(each).gain()).sum();
            if (gain != 0 && gain != evidence.money()) {
                findings.wrongSum("transaction " + id + " makes the money more by " + gain);
            }
        });
    }

    private void compareSum(String what, Collection<RowState> rows) {
        long sum = rows.stream().mapToLong(RowState::balance).sum();
        if (sum != evidence.money()) {
            findings.wrongSum(what + " add up to " + sum + " and not to " + evidence.money());
        }
    }
}
