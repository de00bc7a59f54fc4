package io.quarkiverse.durable.runtime.capture;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.AutoFlushEvent;
import org.hibernate.event.spi.AutoFlushEventListener;
import org.hibernate.event.spi.FlushEvent;
import org.hibernate.event.spi.FlushEventListener;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;

/**
 * Reads collections again when the flush that changed them is over, where what the session has need not be what the database
 * has. Many at once. Their owners are locked.
 */
final class ChangedCollections implements FlushEventListener, AutoFlushEventListener {

    private static final long serialVersionUID = 1;

    private final transient EntityShapes shapes;
    private final ChangeListener changes;
    /** What they were before, by id of the owner. */
    private final transient Map<SharedSessionContractImplementor, Map<CollectionPersister, Map<Object, Optional<Object>>>> pending = Collections
            .synchronizedMap(new WeakHashMap<>());

    ChangedCollections(EntityShapes shapes, ChangeListener changes) {
        this.shapes = shapes;
        this.changes = changes;
    }

    /** @param before null where it is not known; what the first change of a flush found stands */
    void readLater(CollectionListener.Owned owned, @Nullable Object before, SharedSessionContractImplementor session) {
        pending.computeIfAbsent(session, key -> new LinkedHashMap<>())
                .computeIfAbsent(owned.persister(), key -> new LinkedHashMap<>())
                .putIfAbsent(owned.id(), Optional.ofNullable(before));
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
        Map<CollectionPersister, Map<Object, Optional<Object>>> changed = pending.remove(session);
        if (changed != null) {
            try (ImageReader reader = new ImageReader(shapes,
                    session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection(),
                    session.getTenantIdentifierValue())) {
                changed.forEach((persister, owners) -> reader.collections(persister, owners.keySet())
                        .forEach((id, after) -> changes.collection(after.owner(), persister,
                                owners.getOrDefault(id, Optional.empty()).orElse(null), after.elements())));
            }
        }
    }
}
