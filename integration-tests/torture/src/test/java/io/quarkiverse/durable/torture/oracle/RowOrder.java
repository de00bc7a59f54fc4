package io.quarkiverse.durable.torture.oracle;

import java.util.Comparator;

/**
 * The one place that decides which of two changes of a row came first, whichever instance they came from. By the row's own
 * numbers, which the database alone gives out under the row's lock: its life, its version in that life, and a deletion after
 * the version that it deletes.
 */
public final class RowOrder implements Comparator<Change> {

    public static final RowOrder INSTANCE = new RowOrder();

    private static final Comparator<Change> ORDER = Comparator.comparingLong((Change change) -> change.shown().life())
            .thenComparingLong(change -> change.shown().version())
            .thenComparing(Change::isDelete);

    private RowOrder() {
    }

    @Override
    public int compare(Change first, Change second) {
        return ORDER.compare(first, second);
    }
}
