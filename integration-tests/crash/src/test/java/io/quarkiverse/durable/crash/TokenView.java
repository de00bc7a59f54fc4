package io.quarkiverse.durable.crash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

import io.quarkiverse.durable.servers.comparison.Ledger;
import io.quarkiverse.durable.servers.comparison.Received;

/**
 * A consumer that looks at nothing but the token: whatever comes in whatever order, the state of a row is that of its highest
 * one.
 *
 * @param accounts by id
 * @param transfers that exist
 */
record TokenView(Map<Long, Ledger.Account> accounts, TreeSet<String> transfers) {

    private static final String ACCOUNT = "Account ";
    private static final String TRANSFER = "Transfer ";

    static TokenView of(List<Received> received, Random order) {
        List<Received> anyOrder = new ArrayList<>(received);
        Collections.shuffle(anyOrder, order);
        Map<String, Received> rows = new HashMap<>();
        for (Received event : anyOrder) {
            if (event.row() != null) {
                rows.merge(event.row(), event, (there, next) -> next.token() > there.token() ? next : there);
            }
        }
        TokenView view = new TokenView(new TreeMap<>(), new TreeSet<>());
        rows.forEach((row, last) -> {
            if (row.startsWith(ACCOUNT)) {
                view.accounts.put(Long.valueOf(row.substring(ACCOUNT.length())),
                        new Ledger.Account(last.balance(), last.version()));
            } else if (last.marker() != null) {
                view.transfers.add(row.substring(TRANSFER.length()));
            }
        });
        return view;
    }

    /** Sentences for changes of one account whose tokens do not go with its versions. */
    static List<String> disorders(List<Received> received) {
        Map<String, TreeMap<Long, Received>> rows = new HashMap<>();
        List<String> disordered = new ArrayList<>();
        for (Received event : received) {
            if (event.row() != null && event.row().startsWith(ACCOUNT)) {
                Received other = rows.computeIfAbsent(event.row(), any -> new TreeMap<>(Comparator.naturalOrder()))
                        .putIfAbsent(event.token(), event);
                if (other != null && !other.id().equals(event.id())) {
                    disordered.add(other.text() + " has the token of " + event.text());
                }
            }
        }
        for (TreeMap<Long, Received> row : rows.values()) {
            long version = row.firstEntry().getValue().version();
            for (Received event : row.values()) {
                if (event.version() != version++) {
                    disordered.add("version " + (version - 1) + " was expected where its token puts " + event.text());
                    break;
                }
            }
        }
        return disordered;
    }
}
