package io.quarkiverse.durable.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** The mixture of transactions that one client orders. */
final class Orders {

    static final int ACCOUNTS = 24;
    static final long OPENING_BALANCE = 1_000;
    static final long MONEY = ACCOUNTS * OPENING_BALANCE;

    private static final int NOTE_BYTES_MAX = 1_500;
    private static final int AMOUNT_MAX = 100;
    /** Kinds of work, in percent. */
    private static final List<String> KINDS = percent("transfer", 50, "optimistic", 25, "close", 17, "replace", 8);
    private static final List<String> ENDS = percent("commit", 82, "rollback", 7, "fail", 5, "late_rollback", 6);

    /** @param fails it is to fail */
    record Order(String marker, String path, boolean fails) {
    }

    private final String name;
    private final Random random;
    private long number;

    Orders(String name, Random random) {
        this.name = name;
        this.random = random;
    }

    String name() {
        return name;
    }

    Order next() {
        String kind = KINDS.get(random.nextInt(100));
        int count = kind.equals("transfer") || kind.equals("optimistic") ? 2 + random.nextInt(2) : 2;
        return order(kind, accounts(count), random.nextInt(AMOUNT_MAX), ENDS.get(random.nextInt(100)),
                random.nextInt(NOTE_BYTES_MAX));
    }

    /** The transaction that brings all the money. */
    Order founding() {
        List<Integer> all = new ArrayList<>();
        for (int account = 1; account <= ACCOUNTS; account++) {
            all.add(account);
        }
        return order("found", all, OPENING_BALANCE, "commit", 1);
    }

    /** That nothing but a fault lets fail. */
    Order plain() {
        return order("transfer", accounts(2), 1, "commit", 1);
    }

    private Order order(String kind, List<Integer> accounts, long amount, String end, int noteBytes) {
        String marker = name + "n" + ++number;
        return new Order(marker, "/work?marker=" + marker + "&kind=" + kind + "&accounts="
                + accounts.stream().map(String::valueOf).collect(Collectors.joining(",")) + "&amount=" + amount + "&event="
                + random.nextBoolean() + "&note=" + noteBytes + "&end=" + end, !end.equals("commit"));
    }

    private List<Integer> accounts(int count) {
        List<Integer> chosen = new ArrayList<>();
        while (chosen.size() < count) {
            int account = 1 + random.nextInt(ACCOUNTS);
            if (!chosen.contains(account)) {
                chosen.add(account);
            }
        }
        return chosen;
    }

    private static List<String> percent(Object... namesAndShares) {
        List<String> hundred = new ArrayList<>();
        for (int i = 0; i < namesAndShares.length; i += 2) {
            for (int share = (Integer) namesAndShares[i + 1]; share > 0; share--) {
                hundred.add((String) namesAndShares[i]);
            }
        }
        if (hundred.size() != 100) {
            throw new IllegalArgumentException(hundred.size() + " percent");
        }
        return hundred;
    }
}
