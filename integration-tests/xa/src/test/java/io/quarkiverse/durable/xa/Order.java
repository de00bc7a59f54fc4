package io.quarkiverse.durable.xa;

import java.util.List;

/**
 * One transaction that a test asks for.
 *
 * @param marker unique
 * @param steps what the application does, in this order: {@code first,resource,second}
 * @param fails where the application's own XA resource fails and how, or empty: {@code prepare:XA_RBROLLBACK}
 */
record Order(String marker, String steps, int account, String fails) {

    private static final int AMOUNT = 7;

    /** On an account of its own, so that it is not held up by locks of another order. */
    static Order of(String marker, String steps, int account) {
        return new Order(marker, steps, account, "");
    }

    Order failing(String how) {
        return new Order(marker, steps, account, how);
    }

    String path() {
        return "/run?marker=" + marker + "&steps=" + steps + "&account=" + account + "&amount=" + AMOUNT
                + (fails.isEmpty() ? "" : "&fails=" + fails);
    }

    boolean writes(Side side) {
        return List.of(steps.split(",", -1)).contains(side.unit());
    }
}
