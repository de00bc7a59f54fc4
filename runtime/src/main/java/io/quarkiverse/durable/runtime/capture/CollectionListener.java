package io.quarkiverse.durable.runtime.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.PostCollectionRecreateEvent;
import org.hibernate.event.spi.PostCollectionRecreateEventListener;
import org.hibernate.event.spi.PostCollectionRemoveEvent;
import org.hibernate.event.spi.PostCollectionRemoveEventListener;
import org.hibernate.event.spi.PostCollectionUpdateEvent;
import org.hibernate.event.spi.PostCollectionUpdateEventListener;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;

/** A change of a collection that its owner stores (join table, collection table) is a change of the owner. */
final class CollectionListener implements PostCollectionRecreateEventListener, PostCollectionUpdateEventListener,
        PostCollectionRemoveEventListener {

    private static final long serialVersionUID = 1;

    private final ChangeListener owner;

    CollectionListener(ChangeListener owner) {
        this.owner = owner;
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
        PersistentCollection<?> collection = event.getCollection();
        SharedSessionContractImplementor session = event.getSession();
        if (session == null || collection.getRole() == null) {
            refuseStateless(event);
            return;
        }
        CollectionPersister persister = session.getFactory().getMappingMetamodel()
                .getCollectionDescriptor(collection.getRole());
        Object id = event.getAffectedOwnerIdOrNull();
        if (persister.isInverse() || id == null || owner.entity(persister.getOwnerEntityPersister()) == null) {
            return;
        }
        if (!present && ownerIsGone(event, session)) {
            return;
        }
        String role = persister.getRole();
        String property = role.substring(persister.getOwnerEntityPersister().getEntityName().length() + 1);
        Object before = elements(collection.getStoredSnapshot(), persister, session);
        Object after = present && collection.wasInitialized() ? elements(collection, persister, session) : List.of();
        owner.collection(persister.getOwnerEntityPersister(), id, property, new Object[] { before, after }, session);
    }

    private static boolean ownerIsGone(AbstractCollectionEvent event, SharedSessionContractImplementor session) {
        Object instance = event.getAffectedOwnerOrNull();
        var entry = instance == null ? null : session.getPersistenceContextInternal().getEntry(instance);
        return entry == null || entry.getStatus().isDeletedOrGone();
    }

    private void refuseStateless(AbstractCollectionEvent event) {
        Object instance = event.getAffectedOwnerOrNull();
        if (instance != null && owner.images().isDurableWithOwnedCollections(instance, owner)) {
            throw new DurableException("DURABLE-0114", "A StatelessSession wrote a collection of the durable entity "
                    + event.getAffectedOwnerEntityName()
                    + ", and what it wrote is not reported. Use a Session for this entity.");
        }
    }

    private @Nullable Object elements(@Nullable Object content, CollectionPersister persister,
            SharedSessionContractImplementor session) {
        if (content == null) {
            return null;
        }
        EntityImage images = owner.images();
        if (content instanceof Map<?, ?> map && persister.hasIndex()) {
            Map<String, @Nullable Object> result = new LinkedHashMap<>();
            map.forEach((key, value) -> result.put(
                    String.valueOf(images.value(persister.getIndexType(), key, session)),
                    images.value(persister.getElementType(), value, session)));
            return result;
        }
        // the snapshot of a set is a map of its elements
        Iterator<?> elements = content instanceof Map<?, ?> set ? set.values().iterator() : iterator(content);
        List<@Nullable Object> result = new ArrayList<>();
        elements.forEachRemaining(element -> result.add(images.value(persister.getElementType(), element, session)));
        return result;
    }

    private static Iterator<?> iterator(Object content) {
        return content instanceof Collection<?> collection ? collection.iterator() : List.of((Object[]) content).iterator();
    }
}
