package io.quarkiverse.durable.servers.comparison;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the database says.
 *
 * @param entity name of the entity of the accounts
 * @param markers of committed transactions, with the number of their events
 * @param accounts by id
 */
public record Ledger(String entity, Map<String, Integer> markers, Map<Long, Account> accounts) {

    public record Account(long balance, long version) {
    }

    /** From the lines of the application's answers. */
    public static Ledger parse(String markerLines, String accountLines) {
        Map<String, Integer> markers = new TreeMap<>();
        markerLines.lines().map(line -> line.split(" ", -1)).forEach(row -> markers.put(row[0], Integer.valueOf(row[1])));
        Map<Long, Account> accounts = new TreeMap<>();
        accountLines.lines().map(line -> line.split(" ", -1)).forEach(
                row -> accounts.put(Long.valueOf(row[0]), new Account(Long.parseLong(row[1]), Long.parseLong(row[2]))));
        return new Ledger("Account", markers, accounts);
    }
}
