package io.quarkiverse.durable.runtime.capture;

import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostCollectionRecreateEvent;
import org.hibernate.event.spi.PostCollectionRecreateEventListener;
import org.hibernate.event.spi.PostCollectionRemoveEvent;
import org.hibernate.event.spi.PostCollectionRemoveEventListener;
import org.hibernate.event.spi.PostCollectionUpdateEvent;
import org.hibernate.event.spi.PostCollectionUpdateEventListener;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PostUpsertEvent;
import org.hibernate.event.spi.PostUpsertEventListener;
import org.hibernate.event.spi.PreCollectionRecreateEvent;
import org.hibernate.event.spi.PreCollectionRecreateEventListener;
import org.hibernate.event.spi.PreCollectionRemoveEvent;
import org.hibernate.event.spi.PreCollectionRemoveEventListener;
import org.hibernate.event.spi.PreCollectionUpdateEvent;
import org.hibernate.event.spi.PreCollectionUpdateEventListener;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.event.spi.PreUpsertEvent;
import org.hibernate.event.spi.PreUpsertEventListener;
import org.hibernate.persister.entity.EntityPersister;

/** Notes when Hibernate begins and ends a write that it reports. The last to hear of the beginning, the first of the end. */
final class EntityWriteListener
        implements PreInsertEventListener, PreUpdateEventListener, PreDeleteEventListener, PreUpsertEventListener,
        PreCollectionRecreateEventListener, PreCollectionUpdateEventListener, PreCollectionRemoveEventListener,
        PostInsertEventListener, PostUpdateEventListener, PostDeleteEventListener, PostUpsertEventListener,
        PostCollectionRecreateEventListener, PostCollectionUpdateEventListener, PostCollectionRemoveEventListener {

    private static final long serialVersionUID = 1;

    private final transient EntityWrites writes;

    EntityWriteListener(EntityWrites writes) {
        this.writes = writes;
    }

    void register(EventListenerRegistry events) {
        events.appendListeners(EventType.PRE_INSERT, this);
        events.appendListeners(EventType.PRE_UPDATE, this);
        events.appendListeners(EventType.PRE_DELETE, this);
        events.appendListeners(EventType.PRE_UPSERT, this);
        events.appendListeners(EventType.PRE_COLLECTION_RECREATE, this);
        events.appendListeners(EventType.PRE_COLLECTION_UPDATE, this);
        events.appendListeners(EventType.PRE_COLLECTION_REMOVE, this);
        events.prependListeners(EventType.POST_INSERT, this);
        events.prependListeners(EventType.POST_UPDATE, this);
        events.prependListeners(EventType.POST_DELETE, this);
        events.prependListeners(EventType.POST_UPSERT, this);
        events.prependListeners(EventType.POST_COLLECTION_RECREATE, this);
        events.prependListeners(EventType.POST_COLLECTION_UPDATE, this);
        events.prependListeners(EventType.POST_COLLECTION_REMOVE, this);
    }

    @Override
    public boolean onPreInsert(PreInsertEvent event) {
        writes.begin(event.getPersister());
        return false;
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        writes.begin(event.getPersister());
        return false;
    }

    @Override
    public boolean onPreDelete(PreDeleteEvent event) {
        writes.begin(event.getPersister());
        return false;
    }

    @Override
    public boolean onPreUpsert(PreUpsertEvent event) {
        writes.begin(event.getPersister());
        return false;
    }

    @Override
    public void onPreRecreateCollection(PreCollectionRecreateEvent event) {
        begin(event);
    }

    @Override
    public void onPreUpdateCollection(PreCollectionUpdateEvent event) {
        begin(event);
    }

    @Override
    public void onPreRemoveCollection(PreCollectionRemoveEvent event) {
        begin(event);
    }

    private void begin(AbstractCollectionEvent event) {
        writes.begin(event.getCollection() == null ? null : event.getCollection().getRole(),
                event.getAffectedOwnerEntityName());
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        writes.end();
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        writes.end();
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        writes.end();
    }

    @Override
    public void onPostUpsert(PostUpsertEvent event) {
        writes.end();
    }

    @Override
    public void onPostRecreateCollection(PostCollectionRecreateEvent event) {
        writes.end();
    }

    @Override
    public void onPostUpdateCollection(PostCollectionUpdateEvent event) {
        writes.end();
    }

    @Override
    public void onPostRemoveCollection(PostCollectionRemoveEvent event) {
        writes.end();
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }
}
