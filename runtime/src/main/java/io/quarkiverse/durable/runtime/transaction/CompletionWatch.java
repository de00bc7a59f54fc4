package io.quarkiverse.durable.runtime.transaction;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Finds transactions whose end nobody announces: their thread hangs or died, or the transaction manager lost them. Their slots
 * are asked then. Told in time or not, a transaction gets one outcome: see {@link Passage}.
 */
public final class CompletionWatch {

    /** What JTA says is over gets this long to be told as well; others may be told before us. */
    static final Duration LOST_AFTER_MAX = Duration.ofSeconds(5);
    private static final int LOOKS_PER_PATIENCE = 10;
    private static final Duration LOOK_EVERY_MAX = Duration.ofSeconds(1);

    /** A transaction with a record in the log. */
    interface Watched {

        /** Whether JTA says that the transaction has ended. Does not wait. */
        boolean isOver();

        /** Its end was not announced in time. Nothing happens if it was announced meanwhile. */
        void overdue(String why);
    }

    enum Verdict {
        GOES_ON,
        /** It is over, and we were not told. */
        LOST,
        OVERSTAYED;

        /** @param overNanos how long it is over, below 0 if it is not */
        static Verdict of(long ageNanos, long overNanos, Duration patience) {
            if (ageNanos >= patience.toNanos()) {
                return OVERSTAYED;
            }
            long lostAfter = Math.min(patience.toNanos(), LOST_AFTER_MAX.toNanos());
            return overNanos >= lostAfter ? LOST : GOES_ON;
        }
    }

    private static final class Stay {

        final long sinceNanos;
        boolean over;
        long overSinceNanos;

        Stay(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }
    }

    private final Map<Watched, Stay> stays = new ConcurrentHashMap<>();
    private final Duration patience;
    private final LongSupplier nanoTime;

    /** @param patience from the record to the announcement of the end */
    public CompletionWatch(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    void watch(Watched transaction) {
        stays.put(transaction, new Stay(nanoTime.getAsLong()));
    }

    void forget(Watched transaction) {
        stays.remove(transaction);
    }

    /** How often to {@link #look}. */
    public Duration interval() {
        Duration part = patience.dividedBy(LOOKS_PER_PATIENCE);
        return part.compareTo(LOOK_EVERY_MAX) < 0 ? part : LOOK_EVERY_MAX;
    }

    /** To be called by one thread at a time. */
    public void look() {
        long now = nanoTime.getAsLong();
        stays.forEach((transaction, stay) -> {
            if (!stay.over && transaction.isOver()) {
                stay.over = true;
                stay.overSinceNanos = now;
            }
            switch (Verdict.of(now - stay.sinceNanos, stay.over ? now - stay.overSinceNanos : -1, patience)) {
                case GOES_ON:
                    break;
                case LOST:
                    stays.remove(transaction);
                    transaction.overdue("the transaction manager says that it is over and did not say how it ended");
                    break;
                case OVERSTAYED:
                    stays.remove(transaction);
                    transaction.overdue("its end was not reported within " + patience.toMillis() + " ms");
                    break;
            }
        });
    }
}
