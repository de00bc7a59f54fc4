package io.quarkiverse.durable.it.capture;

import java.util.HashMap;
import java.util.Map;

/**
 * Rows that are not captured yet. Temporary: a row that is captured now fails until it is taken out of here, so this list only
 * gets shorter, and in the end is gone.
 */
final class NotYet {

    /** What a row or a random sequence does. */
    interface Test {

        void run() throws Exception;
    }

    private static final Map<String, String> REASONS = new HashMap<>();

    static {
        because("not all that is written is captured",
                "Lifecycle: rows that the database deletes with their owner");
    }

    private NotYet() {
    }

    private static void because(String reason, String... rows) {
        for (String row : rows) {
            REASONS.put(row, reason);
        }
    }

    /** Runs it; while it is in the list it must fail, and after that it must not. */
    static void run(String row, String database, Test test) throws Exception {
        String reason = REASONS.getOrDefault(row, REASONS.get(row + " on " + database));
        try {
            test.run();
        } catch (AssertionError | Exception e) {
            if (reason != null) {
                return;
            }
            throw e;
        }
        if (reason != null) {
            throw new AssertionError(row + " works now on " + database + ": take it out of NotYet (" + reason + ")");
        }
    }
}
