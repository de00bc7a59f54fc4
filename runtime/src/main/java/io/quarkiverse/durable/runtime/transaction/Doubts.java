package io.quarkiverse.durable.runtime.transaction;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.DurableLog.Consequence;
import io.quarkiverse.durable.runtime.journal.Change;

/** The branches of transactions that are in doubt, since when, and what follows from it. There are never more than slots. */
public final class Doubts {

    /**
     * @param patience how long a transaction may be in doubt before it has a consequence
     * @param consequence what follows then
     */
    public record Policy(Duration patience, Consequence consequence) {
    }

    private record Entry(Branch.Doubt doubt, Instant since, long sinceNanos, int attempts, @Nullable String lastError,
            boolean told) {

        Entry failed(String error) {
            return new Entry(doubt, since, sinceNanos, attempts + 1, error, told);
        }

        Entry asTold() {
            return new Entry(doubt, since, sinceNanos, attempts, lastError, true);
        }
    }

    private final Policy policy;
    private final LongSupplier nanoTime;
    private final Map<Branch.Key, Entry> entries = new ConcurrentSkipListMap<>();

    Doubts(Policy policy, LongSupplier nanoTime) {
        this.policy = policy;
        this.nanoTime = nanoTime;
    }

    void add(Branch.Doubt doubt) {
        entries.put(doubt.key(), new Entry(doubt, Instant.now(), nanoTime.getAsLong(), 0, null, false));
    }

    /** Counts a failure; returns how many there were. Those that are not in doubt are not counted. */
    int failed(Branch.Key branch, Throwable why) {
        Entry entry = entries.computeIfPresent(branch, (key, before) -> before.failed(String.valueOf(why.getMessage())));
        return entry == null ? 0 : entry.attempts();
    }

    /** It has an outcome. */
    DurableLog.InDoubt remove(Branch.Key branch) {
        return view(Objects.requireNonNull(entries.remove(branch)));
    }

    List<DurableLog.InDoubt> all() {
        return entries.values().stream().map(this::view).toList();
    }

    /** Those that have become overdue since the last call. */
    List<DurableLog.InDoubt> newlyOverdue() {
        List<DurableLog.InDoubt> overdue = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (!entry.told() && isOverdue(entry)
                    && entries.computeIfPresent(entry.doubt().key(), (key, now) -> now.asTold()) != null) {
                overdue.add(view(entry));
            }
        }
        return overdue;
    }

    /** @throws DurableException a change would be published after a transaction whose policy is to refuse that */
    void check(List<Change> changes) {
        if (entries.isEmpty() || policy.consequence() != Consequence.KEYS_REFUSED) {
            return;
        }
        for (Entry entry : entries.values()) {
            if (isOverdue(entry)) {
                for (Change change : changes) {
                    if (entry.doubt().rows().contains(change)) {
                        throw new DurableException("DURABLE-0117", "A change of " + change.type() + " " + change.key()
                                + " would have to wait for transaction " + entry.doubt().transaction() + ", which has been in"
                                + " doubt since " + entry.since() + " (" + entry.doubt().why()
                                + "). Try again later. The transaction is rolled back.");
                    }
                }
            }
        }
    }

    private boolean isOverdue(Entry entry) {
        return nanoTime.getAsLong() - entry.sinceNanos() >= policy.patience().toNanos();
    }

    private DurableLog.InDoubt view(Entry entry) {
        Branch.Doubt doubt = entry.doubt();
        return new DurableLog.InDoubt(doubt.transaction(), doubt.datasource(), doubt.slot().number(), entry.since(),
                doubt.why(), entry.attempts(), entry.lastError(), isOverdue(entry) ? policy.consequence() : Consequence.NONE);
    }
}
