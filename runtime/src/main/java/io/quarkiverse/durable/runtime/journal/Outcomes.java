package io.quarkiverse.durable.runtime.journal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** What is known of how one transaction ended: one outcome for each of its databases. Not thread-safe. */
final class Outcomes {

    private final int participants;
    private final Map<String, Outcome> byDatasource = new HashMap<>(2);

    Outcomes(int participants) {
        this.participants = participants;
    }

    /** Those of a transaction that needs no more. */
    static Outcomes all(List<Outcome> known) {
        Outcomes outcomes = new Outcomes(known.size());
        known.forEach(outcomes::add);
        return outcomes;
    }

    void add(Outcome outcome) {
        byDatasource.put(outcome.datasource(), outcome);
    }

    boolean complete() {
        return byDatasource.size() >= participants;
    }

    boolean anyCommitted() {
        return byDatasource.values().stream().anyMatch(Outcome::committed);
    }

    @Nullable
    Outcome of(String datasource) {
        return byDatasource.get(datasource);
    }
}
