package io.quarkiverse.durable.quickstart.demo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the clients were told. A request without an answer is nobody's mistake: the database says whether it was done. */
final class Ledger {

    private static final int NOT_FOUND = 404;

    private final Map<String, Integer> statuses = new HashMap<>();
    private final Set<String> unanswered = new HashSet<>();
    private int errors;
    private String firstError;

    synchronized void answered(String request, int status, String body) {
        statuses.put(request, status);
        if (status >= 500) {
            errors++;
            firstError = firstError == null ? status + " " + body.strip() : firstError;
        }
    }

    synchronized void noAnswer(String request) {
        unanswered.add(request);
    }

    synchronized int answeredCount() {
        return statuses.size();
    }

    synchronized int errorCount() {
        return errors;
    }

    synchronized String firstError() {
        return firstError;
    }

    /** Requests of which a client was told that they were done. */
    synchronized Set<String> confirmed() {
        Set<String> requests = new HashSet<>();
        statuses.forEach((request, status) -> {
            if (status < 300) {
                requests.add(request);
            }
        });
        return requests;
    }

    synchronized Set<String> unanswered() {
        return Set.copyOf(unanswered);
    }

    /** Requests that were refused after their transaction had begun to write. */
    synchronized int refusedCount() {
        return (int) statuses.values().stream().filter(status -> status >= 400 && status != NOT_FOUND).count();
    }
}
