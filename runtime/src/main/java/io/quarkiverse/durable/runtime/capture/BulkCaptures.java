package io.quarkiverse.durable.runtime.capture;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One {@link BulkCapture} for each datasource with durable entities. */
public final class BulkCaptures {

    private final Map<String, BulkCapture> captures = new ConcurrentHashMap<>();

    /** @param databaseKinds by name of the datasource */
    public BulkCaptures(Map<String, String> databaseKinds) {
        databaseKinds.forEach((name, kind) -> captures.put(name, new BulkCapture(name, "postgresql".equals(kind))));
    }

    public BulkCapture of(String datasource) {
        BulkCapture capture = captures.get(datasource);
        if (capture == null) {
            throw new IllegalStateException("Datasource " + datasource + " has no durable entities");
        }
        return capture;
    }

    public Map<String, BulkCapture> all() {
        return Map.copyOf(captures);
    }
}
