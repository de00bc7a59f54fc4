package io.quarkiverse.durable.runtime.capture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.hibernate.Hibernate;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.spi.StatelessSessionImplementor;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PostUpsertEvent;
import org.hibernate.event.spi.PostUpsertEventListener;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.event.spi.PreUpsertEvent;
import org.hibernate.event.spi.PreUpsertEventListener;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.Operation;

/** Makes a change of each write that Hibernate reports of a durable entity. */
final class ChangeListener implements PostInsertEventListener, PostUpdateEventListener, PostDeleteEventListener,
        PostUpsertEventListener, PreUpdateEventListener, PreDeleteEventListener, PreUpsertEventListener {

    private static final long serialVersionUID = 1;

    private final transient CaptureModel model;
    private final transient Submission submission;
    private final transient EntityShapes shapes;
    private final transient StoredState stored;
    private final transient Staleness staleness;
    private final WrittenState written;
    private final TenantSchemas tenants;
    /** What was read for the write that the thread is about to make. */
    private final transient ThreadLocal<@Nullable Found> found = new ThreadLocal<>();

    /** @param unwritten whether there is nothing to write, as the database does it, which is captured elsewhere */
    private record Found(Object entity, @Nullable Map<String, @Nullable Object> before, boolean unwritten) {
    }

    ChangeListener(CaptureModel model, Submission submission, EntityShapes shapes, StoredState stored, Staleness staleness,
            TenantSchemas tenants) {
        this.tenants = tenants;
        this.model = model;
        this.submission = submission;
        this.shapes = shapes;
        this.stored = stored;
        this.staleness = staleness;
        this.written = new WrittenState(shapes, (row, values, session) -> {
            CaptureModel.Entity entity = entity(row.persister());
            if (entity != null) {
                submission.of(session.getTenantIdentifier()).more(entity, key(row.persister(), row.id(), session),
                        row.partitionKey(), values);
            }
        });
    }

    /** To be registered for flushes. */
    WrittenState written() {
        return written;
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        @Nullable
        Object[] old = event.getOldState();
        EntityPersister persister = event.getPersister();
        if (old == null) {
            if (reads(persister)) {
                read(persister, event.getEntity(), event.getId(), event.getSession());
            }
        } else if (entity(persister) != null) {
            boolean stale = isStale(persister, event.getEntity(), event.getSession());
            if (stale && shapes.of(persister).isWrittenInPart()
                    || (stale || overwritesUnread(old, event.getState())) && reads(persister)) {
                readRow(persister, event.getEntity(), event.getId(), event.getSession());
            }
        }
        return false;
    }

    private boolean isStale(EntityPersister persister, Object instance, SharedSessionContractImplementor session) {
        EntityEntry entry = session.getPersistenceContextInternal().getEntry(instance);
        return entry != null && staleness.isPossible(persister, entry, shapes.of(persister).isWrittenInPart());
    }

    private static boolean overwritesUnread(@Nullable Object[] old, @Nullable Object[] state) {
        for (int i = 0; i < old.length; i++) {
            if (old[i] == LazyPropertyInitializer.UNFETCHED_PROPERTY
                    && state[i] != LazyPropertyInitializer.UNFETCHED_PROPERTY) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean onPreDelete(PreDeleteEvent event) {
        EntityPersister persister = event.getPersister();
        if (CascadedDeletes.isLeftToTheDatabase(event)) {
            found.set(new Found(event.getEntity(), null, true));
        } else if (reads(persister)) {
            if (event.getDeletedState() == null) {
                read(persister, event.getEntity(), event.getId(), event.getSession());
            } else if (isStale(persister, event.getEntity(), event.getSession())) {
                readRow(persister, event.getEntity(), event.getId(), event.getSession());
            }
        }
        return false;
    }

    /** Without it nobody knows whether it is an insert. */
    @Override
    public boolean onPreUpsert(PreUpsertEvent event) {
        if (entity(event.getPersister()) != null) {
            read(event.getPersister(), event.getEntity(), event.getId(), event.getSession());
        }
        return false;
    }

    /** Whether the state before a change is to be read where Hibernate does not know it. */
    boolean reads(EntityPersister persister) {
        CaptureModel.Entity entity = entity(persister);
        return entity != null && entity.before() == Durable.Before.ALWAYS;
    }

    private void read(EntityPersister persister, Object instance, Object id, SharedSessionContractImplementor session) {
        found.set(new Found(instance, stored.locked(persister, id, session), false));
    }

    /** Of an instance in a session, whose collections have events of their own. */
    private void readRow(EntityPersister persister, Object instance, Object id, SharedSessionContractImplementor session) {
        found.set(new Found(instance, stored.lockedRow(persister, id, session), false));
    }

    private @Nullable Map<String, @Nullable Object> found(Object instance) {
        Found last = found.get();
        found.remove();
        return last == null || last.entity() != instance ? null : last.before();
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        CaptureModel.Entity entity = entity(event.getPersister());
        if (entity != null) {
            written(entity, new Write(event.getPersister(), event.getEntity(), event.getId(), event.getState(),
                    event.getSession()), Operation.INSERT, null);
            EntityEntry entry = event.getSession().getPersistenceContextInternal().getEntry(event.getEntity());
            if (entry != null) {
                staleness.inserted(entry);
            }
        }
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        EntityPersister persister = event.getPersister();
        CaptureModel.Entity entity = entity(persister);
        if (entity == null) {
            return;
        }
        @Nullable
        Object[] old = event.getOldState();
        EntityShape shape = shapes.of(persister);
        Map<String, @Nullable Object> before = found(event.getEntity());
        boolean wasRead = before != null;
        if (old != null && !wasRead) {
            before = shape.image(event.getId(), old, event.getSession());
        }
        written(entity, new Write(persister, event.getEntity(), event.getId(), shape.written(event.getState(), old),
                event.getSession()), Operation.UPDATE, before);
        if (before != null && old != null && wasRead && shape.isWrittenInPart()) {
            readLater(entity, event, before, shape);
        }
    }

    /** What the update left alone is as it was found, and not as the session knows it. */
    private void readLater(CaptureModel.Entity entity, PostUpdateEvent event, Map<String, @Nullable Object> before,
            EntityShape shape) {
        String key = shape.key(event.getId(), event.getSession());
        written.readLater(new WrittenState.Row(event.getPersister(), event.getId(),
                PartitionKey.of(entity, key, before, before)), new TreeSet<>(shape.names()), event.getSession());
    }

    @Override
    public void onPostUpsert(PostUpsertEvent event) {
        CaptureModel.Entity entity = entity(event.getPersister());
        if (entity != null) {
            Map<String, @Nullable Object> before = found(event.getEntity());
            written(entity, new Write(event.getPersister(), event.getEntity(), event.getId(), event.getState(),
                    event.getSession()), before == null ? Operation.INSERT : Operation.UPDATE, before);
        }
    }

    private record Write(EntityPersister persister, Object instance, Object id, @Nullable Object[] state,
            SharedSessionContractImplementor session) {
    }

    private void written(CaptureModel.Entity entity, Write write, Operation operation,
            @Nullable Map<String, @Nullable Object> before) {
        EntityShape shape = shapes.of(write.persister());
        Map<String, @Nullable Object> after = shape.image(write.id(), write.state(), write.session());
        addCollections(after, write);
        String key = shape.key(write.id(), write.session());
        String partitionKey = PartitionKey.of(entity, key, before, after);
        by(write.persister(), write.session()).submit(entity, key, partitionKey, operation, before, after);
        written.readLater(new WrittenState.Row(write.persister(), write.id(), partitionKey),
                staleness.isTriggered(write.persister()) ? new TreeSet<>(shape.names())
                        : shape.storedOnly(operation, write.state()),
                write.session());
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        EntityPersister persister = event.getPersister();
        CaptureModel.Entity entity = entity(persister);
        Found last = found.get();
        if (last != null && last.unwritten() && last.entity() == event.getEntity()) {
            found.remove();
        } else if (entity != null) {
            @Nullable
            Object[] deleted = event.getDeletedState();
            Map<String, @Nullable Object> before = found(event.getEntity());
            by(persister, event.getSession()).submit(entity,
                    key(persister, event.getId(), event.getSession()), Operation.DELETE,
                    before == null && deleted != null
                            ? shapes.of(persister).image(event.getId(), deleted, event.getSession())
                            : before,
                    null);
        }
    }

    /** A stateless session writes the collections that an instance has with it, and does not say which. */
    private void addCollections(Map<String, @Nullable Object> after, Write write) {
        if (write.session() instanceof StatelessSessionImplementor) {
            for (CollectionPersister owned : shapes.of(write.persister()).ownedCollections()) {
                CollectionShape shape = shapes.of(owned);
                Object content = CollectionShape.in(write.persister(), write.instance(), shape.path());
                if (Hibernate.isInitialized(content)) {
                    after.put(shape.path(), content == null ? List.of() : shape.image(content, write.session()));
                }
            }
        }
    }

    /** The content of one collection of an owner, before (null where it is not known) and after. */
    void collection(CollectionListener.Owned owned, @Nullable Object before, Object after,
            SharedSessionContractImplementor session) {
        CaptureModel.Entity entity = entity(owned.owner());
        if (entity != null) {
            String path = EntityShape.path(owned.persister());
            String key = key(owned.owner(), owned.id(), session);
            Map<String, @Nullable Object> image = shapes.of(owned.owner()).image(owned.id(),
                    owned.owner().getValues(owned.instance()), session);
            String partitionKey = entity.key().isEmpty() ? key : PartitionKey.of(entity, image);
            image.keySet().retainAll(shapes.of(owned.owner()).identification(owned.persister()));
            by(owned.owner(), session).submit(entity, key, partitionKey, Operation.UPDATE,
                    before == null ? null : with(image, path, before), with(image, path, after));
        }
    }

    /** What a statement changed of an entity, by what was read before and after it. */
    void entity(ImageReader.Image one, Operation operation, @Nullable Map<String, @Nullable Object> before,
            @Nullable Map<String, @Nullable Object> after) {
        CaptureModel.Entity entity = entity(one.persister());
        if (entity != null) {
            submission.of(one.tenant()).submit(entity, one.key(), operation, before, after);
        }
    }

    /** What was read of a collection before (null where that is not known) and after it was changed. */
    void collection(ImageReader.Image owner, CollectionPersister collection, @Nullable Object before, Object after) {
        CaptureModel.Entity entity = entity(owner.persister());
        if (entity != null) {
            String path = EntityShape.path(collection);
            Map<String, @Nullable Object> image = new LinkedHashMap<>(owner.state());
            String partitionKey = entity.key().isEmpty() ? owner.key() : PartitionKey.of(entity, image);
            image.keySet().retainAll(shapes.of(owner.persister()).identification(collection));
            if (before == null) {
                submission.of(owner.tenant()).submit(entity, owner.key(), partitionKey, Operation.UPDATE, null,
                        with(image, path, after),
                        entity.isUnlogged(path) ? List.of() : List.of(path));
            } else {
                submission.of(owner.tenant()).submit(entity, owner.key(), partitionKey, Operation.UPDATE,
                        with(image, path, before),
                        with(image, path, after));
            }
        }
    }

    CaptureModel.@Nullable Entity entity(EntityPersister persister) {
        return model.entity(persister.getEntityName());
    }

    private Submission by(EntityPersister persister, SharedSessionContractImplementor session) {
        tenants.wrote(persister, session);
        return submission.of(session.getTenantIdentifier());
    }

    private String key(EntityPersister persister, Object id, SharedSessionContractImplementor session) {
        return shapes.of(persister).key(id, session);
    }

    private static Map<String, @Nullable Object> with(Map<String, @Nullable Object> image, String path, Object value) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(image);
        map.put(path, value);
        return map;
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }
}
