package io.quarkiverse.durable.runtime.publication;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.CommittedFeed;
import io.quarkiverse.durable.wal.Lsn;

/** Events for tests: a transaction is a number and the keys that it changed. */
final class Events {

    static final String CHANNEL = "Order";

    private Events() {
    }

    static CommittedFeed.Item transaction(long lsn, String... keys) {
        List<ChangeEvent> events = new ArrayList<>();
        for (int index = 0; index < keys.length; index++) {
            events.add(event(lsn, index, keys.length, keys[index]));
        }
        return new CommittedFeed.Item(Lsn.of(lsn), events);
    }

    /** A part of a large transaction; the last one is not a part in this sense. */
    static CommittedFeed.Item part(long lsn, boolean last, int index, int count, String... keys) {
        List<ChangeEvent> events = new ArrayList<>();
        for (String key : keys) {
            events.add(event(lsn, index + events.size(), count, key));
        }
        return last ? new CommittedFeed.Item(Lsn.of(lsn), events) : CommittedFeed.Item.part(Lsn.of(lsn), events);
    }

    /** A transaction with these keys whose outcome is not known. */
    static CommittedFeed.Item passed(long lsn, String... keys) {
        return CommittedFeed.Item.passed(Lsn.of(lsn), List.of(keys));
    }

    /** It turned out to be committed; without keys, not to be. */
    static CommittedFeed.Item decided(long lsn, String... keys) {
        return CommittedFeed.Item.decided(Lsn.of(lsn), transaction(lsn, keys).events());
    }

    static ChangeEvent event(long lsn, int index, int count, String key) {
        Map<String, Object> after = new LinkedHashMap<>();
        after.put("name", "v" + lsn);
        return new ChangeEvent("log:" + lsn + ":" + index, "log", lsn, lsn * 10, index, count, CHANNEL, "Order", null, key, key,
                Operation.UPDATE, Map.of("name", "old"), after, List.of("name"), Instant.ofEpochSecond(1_700_000_000L + lsn),
                null, null, null, null, null);
    }
}
