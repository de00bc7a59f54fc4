package io.quarkiverse.durable.runtime.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The schemas that the records of a log name: those of now, and earlier ones as long as there may be records of them.
 *
 * @param entries in the order of their types, those of now before earlier ones
 */
public record SchemaCatalog(List<Entry> entries) {

    private static final Comparator<Entry> ORDER = Comparator.comparing((Entry entry) -> entry.schema().type())
            .thenComparing(entry -> !entry.isCurrent()).thenComparing(Entry::until, Comparator.reverseOrder())
            .thenComparing(entry -> entry.schema().id());

    public static final SchemaCatalog EMPTY = new SchemaCatalog(List.of());

    /**
     * A schema.
     *
     * @param until records up to this LSN may name it; {@link #CURRENT} as long as records are written that do
     */
    public record Entry(EntitySchema schema, long until) {

        static final long CURRENT = 0;

        boolean isCurrent() {
            return until == CURRENT;
        }
    }

    public SchemaCatalog {
        entries = entries.stream().sorted(ORDER).toList();
    }

    /** Those of now, or of when the log was written last. */
    public List<EntitySchema> current() {
        return entries.stream().filter(Entry::isCurrent).map(Entry::schema).toList();
    }

    /**
     * The catalog with which records are written from here on.
     *
     * @param first the log has no record before this LSN
     * @param last the last LSN given out
     */
    public SchemaCatalog followedBy(Collection<EntitySchema> now, long first, long last) {
        List<Entry> next = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (EntitySchema schema : now) {
            next.add(new Entry(schema, Entry.CURRENT));
            ids.add(schema.id());
        }
        for (Entry entry : entries) {
            long until = entry.isCurrent() ? last : entry.until();
            if (until > 0 && until >= first && !ids.contains(entry.schema().id())) {
                next.add(new Entry(entry.schema(), until));
            }
        }
        return new SchemaCatalog(next);
    }
}
