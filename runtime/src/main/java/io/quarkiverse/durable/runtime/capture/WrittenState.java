package io.quarkiverse.durable.runtime.capture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;

import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.spi.StatelessSessionImplementor;
import org.hibernate.event.spi.AutoFlushEvent;
import org.hibernate.event.spi.AutoFlushEventListener;
import org.hibernate.event.spi.FlushEvent;
import org.hibernate.event.spi.FlushEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Reads what only the database knows of a row that was written: formulas, defaults, what the SQL of a column makes of a value.
 * Many rows at once, when the flush is over and all SQL has run.
 */
final class WrittenState implements FlushEventListener, AutoFlushEventListener {

    private static final long serialVersionUID = 1;
    private static final int ROWS_AT_ONCE_MAX = 500;

    private final transient EntityShapes shapes;
    private final transient Then then;
    private final transient Map<SharedSessionContractImplementor, Map<Row, Set<String>>> pending = Collections
            .synchronizedMap(new WeakHashMap<>());

    /** What becomes of it. */
    interface Then {
        void read(Row row, Map<String, @Nullable Object> values, SharedSessionContractImplementor session);
    }

    record Row(EntityPersister persister, Object id, String partitionKey) {
    }

    WrittenState(EntityShapes shapes, Then then) {
        this.shapes = shapes;
        this.then = then;
    }

    /** To be called when the SQL was given to Hibernate, which may run it later. */
    void readLater(Row row, Set<String> attributes, SharedSessionContractImplementor session) {
        if (attributes.isEmpty()) {
            return;
        }
        Map<Row, Set<String>> rows = pending.computeIfAbsent(session, key -> new LinkedHashMap<>());
        rows.computeIfAbsent(row, key -> new TreeSet<>()).addAll(attributes);
        if (session instanceof StatelessSessionImplementor || row.persister().isIdentifierAssignedByInsert()) {
            // no flush needs to follow
            session.getJdbcCoordinator().executeBatch();
            read(session);
        }
    }

    @Override
    public void onFlush(FlushEvent event) {
        read(event.getSession());
    }

    @Override
    public void onAutoFlush(AutoFlushEvent event) {
        read(event.getSession());
    }

    private void read(SharedSessionContractImplementor session) {
        Map<Row, Set<String>> rows = pending.remove(session);
        if (rows != null) {
            Map<EntityPersister, List<Row>> byType = new LinkedHashMap<>();
            rows.keySet().forEach(row -> byType.computeIfAbsent(row.persister(), key -> new ArrayList<>()).add(row));
            try (StatelessSessionImplementor reader = StoredState.open(session)) {
                byType.forEach((persister, all) -> {
                    for (int from = 0; from < all.size(); from += ROWS_AT_ONCE_MAX) {
                        read(reader, persister, all.subList(from, Math.min(all.size(), from + ROWS_AT_ONCE_MAX)), rows);
                    }
                });
            }
        }
    }

    private void read(StatelessSessionImplementor reader, EntityPersister persister, List<Row> some,
            Map<Row, Set<String>> rows) {
        List<?> found = ((StatelessSession) reader).getMultiple(persister.getMappedClass(),
                some.stream().map(Row::id).toList());
        for (int i = 0; i < some.size(); i++) {
            Object entity = found.get(i);
            Row row = some.get(i);
            // not found: deleted meanwhile
            if (entity != null) {
                Map<String, @Nullable Object> values = shapes.of(persister).image(row.id(), persister.getValues(entity),
                        reader);
                values.keySet().retainAll(rows.getOrDefault(row, Set.of()));
                then.read(row, values, reader);
            }
        }
    }
}
