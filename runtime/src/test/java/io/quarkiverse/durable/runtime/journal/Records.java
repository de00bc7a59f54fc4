package io.quarkiverse.durable.runtime.journal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Operation;

/** Records for tests. */
public final class Records {

    public static final String DATASOURCE = "<default>";
    public static final String CHANNEL = "orders";

    private Records() {
    }

    public static Change insert(String key) {
        return change(key, Operation.INSERT, null, image("id", key));
    }

    public static Change change(String key, Operation operation, @Nullable Map<String, @Nullable Object> before,
            @Nullable Map<String, @Nullable Object> after) {
        return new Change(CHANNEL, "Order", key, operation, before, after, List.of());
    }

    public static Map<String, @Nullable Object> image(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> image = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            image.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return image;
    }

    public static TransactionRecord transaction(int slot, long previous, Change... changes) {
        return new TransactionRecord(List.of(new Participant(DATASOURCE, slot, previous, 1, null)),
                TransactionRecord.Metadata.NONE, List.of(changes));
    }

    public static Outcome committed(long transaction) {
        return new Outcome(transaction, DATASOURCE, Outcome.Result.COMMITTED, 1000 + transaction, Outcome.Evidence.REPORTED);
    }

    public static Outcome rolledBack(long transaction) {
        return new Outcome(transaction, DATASOURCE, Outcome.Result.ROLLED_BACK, 0, Outcome.Evidence.NOT_SENT);
    }
}
