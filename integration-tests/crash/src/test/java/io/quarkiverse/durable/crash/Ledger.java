package io.quarkiverse.durable.crash;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the database says.
 *
 * @param markers of committed transactions, with the number of their events
 * @param accounts by id
 */
record Ledger(Map<String, Integer> markers, Map<Long, Account> accounts) {

    record Account(long balance, long version) {
    }

    /** From the lines of the application's answers. */
    static Ledger parse(String markerLines, String accountLines) {
        Map<String, Integer> markers = new TreeMap<>();
        markerLines.lines().map(line -> line.split(" ", -1)).forEach(row -> markers.put(row[0], Integer.valueOf(row[1])));
        Map<Long, Account> accounts = new TreeMap<>();
        accountLines.lines().map(line -> line.split(" ", -1)).forEach(
                row -> accounts.put(Long.valueOf(row[0]), new Account(Long.parseLong(row[1]), Long.parseLong(row[2]))));
        return new Ledger(markers, accounts);
    }
}
