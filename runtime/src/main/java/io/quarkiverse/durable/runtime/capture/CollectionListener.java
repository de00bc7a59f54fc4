package io.quarkiverse.durable.runtime.capture;

import java.util.List;

import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.PostCollectionRecreateEvent;
import org.hibernate.event.spi.PostCollectionRecreateEventListener;
import org.hibernate.event.spi.PostCollectionRemoveEvent;
import org.hibernate.event.spi.PostCollectionRemoveEventListener;
import org.hibernate.event.spi.PostCollectionUpdateEvent;
import org.hibernate.event.spi.PostCollectionUpdateEventListener;
import org.hibernate.event.spi.PreCollectionRecreateEvent;
import org.hibernate.event.spi.PreCollectionRecreateEventListener;
import org.hibernate.event.spi.PreCollectionRemoveEvent;
import org.hibernate.event.spi.PreCollectionRemoveEventListener;
import org.hibernate.event.spi.PreCollectionUpdateEvent;
import org.hibernate.event.spi.PreCollectionUpdateEventListener;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** A change of a collection that its owner stores (join table, collection table) is a change of the owner. */
final class CollectionListener implements PostCollectionRecreateEventListener, PostCollectionUpdateEventListener,
        PostCollectionRemoveEventListener, PreCollectionRecreateEventListener, PreCollectionUpdateEventListener,
        PreCollectionRemoveEventListener {

    private static final long serialVersionUID = 1;

    private final transient EntityShapes shapes;
    private final transient StoredState stored;
    private final transient Staleness staleness;
    private final ChangeListener owner;
    private final ChangedCollections changed;
    /** What was read of the collection that the thread is about to write. */
    private final transient ThreadLocal<@Nullable Found> found = new ThreadLocal<>();

    /** @param stale whether the database may have more than the session knows after the write as well */
    private record Found(PersistentCollection<?> collection, @Nullable Object content, boolean stale) {
    }

    /** A collection of a durable entity that its owner stores. */
    record Owned(CollectionPersister persister, EntityPersister owner, Object id, Object instance) {
    }

    CollectionListener(ChangeListener owner, EntityShapes shapes, StoredState stored, Staleness staleness) {
        this.owner = owner;
        this.shapes = shapes;
        this.stored = stored;
        this.staleness = staleness;
        this.changed = new ChangedCollections(shapes, owner);
    }

    /** To be registered for flushes. */
    ChangedCollections changed() {
        return changed;
    }

    @Override
    public void onPreRecreateCollection(PreCollectionRecreateEvent event) {
        read(event, false);
    }

    @Override
    public void onPreUpdateCollection(PreCollectionUpdateEvent event) {
        read(event, false);
    }

    /** One may be replaced without having been read. */
    @Override
    public void onPreRemoveCollection(PreCollectionRemoveEvent event) {
        read(event, snapshot(event.getCollection()) == null);
    }

    private void read(AbstractCollectionEvent event, boolean unread) {
        found.remove();
        Owned owned = owned(event);
        SharedSessionContractImplementor session = event.getSession();
        EntityEntry entry = owned == null || session == null ? null
                : session.getPersistenceContextInternal().getEntry(owned.instance());
        if (owned == null || session == null || entry == null || entry.getStatus().isDeletedOrGone()) {
            return;
        }
        boolean stale = staleness.isPossible(owned.persister(), entry)
                || owned.persister().isAffectedByEnabledFilters(session.getLoadQueryInfluencers(), false);
        boolean reads = owner.reads(owned.owner());
        if (stale && !reads) {
            stored.lock(owned.owner(), owned.id(), session);
            found.set(new Found(event.getCollection(), null, true));
        } else if (stale || unread && reads) {
            found.set(new Found(event.getCollection(), stored.collection(owned.persister(), owned.id(), session), stale));
        }
    }

    @Override
    public void onPostRecreateCollection(PostCollectionRecreateEvent event) {
        content(event, true);
    }

    @Override
    public void onPostUpdateCollection(PostCollectionUpdateEvent event) {
        content(event, true);
    }

    @Override
    public void onPostRemoveCollection(PostCollectionRemoveEvent event) {
        content(event, false);
    }

    private void content(AbstractCollectionEvent event, boolean present) {
        Owned owned = owned(event);
        SharedSessionContractImplementor session = event.getSession();
        if (owned == null || session == null || !present && ownerIsGone(event, session)) {
            return;
        }
        PersistentCollection<?> collection = event.getCollection();
        Found read = found(collection);
        if (read != null && read.stale()) {
            changed.readLater(owned, read.content(), session);
            return;
        }
        CollectionShape shape = shapes.of(owned.persister());
        Object before = read == null || read.content() == null ? shape.image(snapshot(collection), session) : read.content();
        Object after = present && collection.wasInitialized() ? shape.image(collection.getValue(), session) : null;
        owner.collection(owned, before, after == null ? List.of() : after, session);
    }

    /** @return null for one of a stateless session, which is captured with its owner */
    private @Nullable Owned owned(AbstractCollectionEvent event) {
        SharedSessionContractImplementor session = event.getSession();
        String role = event.getCollection().getRole();
        Object instance = instance(event);
        if (session == null || role == null || instance == null) {
            return null;
        }
        CollectionPersister persister = session.getFactory().getMappingMetamodel().getCollectionDescriptor(role);
        if (persister.isInverse()) {
            return null;
        }
        EntityPersister entity = session.getEntityPersister(null, instance);
        // the key of the collection may be another attribute
        Object id = entity.getIdentifier(instance, session);
        return owner.entity(entity) == null || id == null ? null : new Owned(persister, entity, id, instance);
    }

    /** Hibernate does not find the owner where the key of the collection is another attribute than the identifier. */
    private static @Nullable Object instance(AbstractCollectionEvent event) {
        Object owner = event.getAffectedOwnerOrNull();
        return owner == null ? event.getCollection().getOwner() : owner;
    }

    private @Nullable Found found(PersistentCollection<?> collection) {
        Found last = found.get();
        found.remove();
        return last == null || last.collection() != collection ? null : last;
    }

    private static @Nullable Object snapshot(PersistentCollection<?> collection) {
        return collection.wasInitialized() ? collection.getStoredSnapshot() : null;
    }

    private static boolean ownerIsGone(AbstractCollectionEvent event, SharedSessionContractImplementor session) {
        Object instance = instance(event);
        var entry = instance == null ? null : session.getPersistenceContextInternal().getEntry(instance);
        return entry == null || entry.getStatus().isDeletedOrGone();
    }
}
