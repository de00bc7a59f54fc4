package io.quarkiverse.durable.runtime.capture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.hibernate.Hibernate;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
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
    private final WrittenState written;
    /** What was read for the write that the thread is about to make. */
    private final transient ThreadLocal<@Nullable Found> found = new ThreadLocal<>();

    private record Found(Object entity, @Nullable Map<String, @Nullable Object> before) {
    }

    ChangeListener(CaptureModel model, Submission submission, EntityShapes shapes, StoredState stored) {
        this.model = model;
        this.submission = submission;
        this.shapes = shapes;
        this.stored = stored;
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
        if ((old == null || overwritesUnread(old, event.getState())) && reads(event.getPersister())) {
            read(event.getPersister(), event.getEntity(), event.getId(), event.getSession());
        }
        return false;
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
        if (event.getDeletedState() == null && reads(event.getPersister())) {
            read(event.getPersister(), event.getEntity(), event.getId(), event.getSession());
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
        found.set(new Found(instance, stored.locked(persister, id, session)));
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
        Map<String, @Nullable Object> before = found(event.getEntity());
        if (old != null) {
            Map<String, @Nullable Object> known = shapes.of(persister).image(event.getId(), old, event.getSession());
            if (before != null) {
                before.keySet().retainAll(shapes.of(persister).names());
                before.putAll(known);
            } else {
                before = known;
            }
        }
        written(entity, new Write(persister, event.getEntity(), event.getId(),
                shapes.of(persister).written(event.getState(), old), event.getSession()), Operation.UPDATE, before);
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
        submission.of(write.session().getTenantIdentifier()).submit(entity, key, partitionKey, operation, before, after);
        written.readLater(new WrittenState.Row(write.persister(), write.id(), partitionKey),
                shape.storedOnly(operation, write.state()), write.session());
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        EntityPersister persister = event.getPersister();
        CaptureModel.Entity entity = entity(persister);
        if (entity != null) {
            @Nullable
            Object[] deleted = event.getDeletedState();
            submission.of(event.getSession().getTenantIdentifier()).submit(entity,
                    key(persister, event.getId(), event.getSession()),
                    Operation.DELETE,
                    deleted == null ? found(event.getEntity())
                            : shapes.of(persister).image(event.getId(), deleted, event.getSession()),
                    null);
        }
    }

    /** A stateless session writes the collections that an instance has with it, and does not say which. */
    private void addCollections(Map<String, @Nullable Object> after, Write write) {
        if (write.session() instanceof StatelessSessionImplementor) {
            for (CollectionPersister owned : shapes.of(write.persister()).ownedCollections()) {
                CollectionShape shape = shapes.of(owned);
                Object content = write.persister().getPropertyValue(write.instance(), shape.path());
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
            image.keySet().retainAll(identification(owned));
            submission.of(session.getTenantIdentifier()).submit(entity, key, partitionKey, Operation.UPDATE,
                    before == null ? null : with(image, path, before), with(image, path, after));
        }
    }

    /** Attributes by which a consumer finds the rows of a collection. */
    private Set<String> identification(CollectionListener.Owned owned) {
        Set<String> names = new TreeSet<>(shapes.of(owned.owner()).identifierNames());
        String other = owned.persister().getCollectionType().getLHSPropertyName();
        if (other != null) {
            names.add(other);
        }
        return names;
    }

    /** What a statement changed of an entity, by what was read before and after it. */
    void entity(ImageReader.Image one, Operation operation, @Nullable Map<String, @Nullable Object> before,
            @Nullable Map<String, @Nullable Object> after) {
        CaptureModel.Entity entity = entity(one.persister());
        if (entity != null) {
            submission.of(one.tenant()).submit(entity, one.key(), operation, before, after);
        }
    }

    /** What a statement changed of a collection; null where that is not known. */
    void collection(ImageReader.Image owner, String path, @Nullable Object before, Object after) {
        CaptureModel.Entity entity = entity(owner.persister());
        if (entity != null) {
            Map<String, @Nullable Object> now = new LinkedHashMap<>(owner.state());
            now.keySet().retainAll(shapes.of(owner.persister()).identifierNames());
            Map<String, @Nullable Object> old = new LinkedHashMap<>(now);
            old.put(path, before);
            now.put(path, after);
            submission.of(owner.tenant()).submit(entity, owner.key(),
                    entity.key().isEmpty() ? owner.key() : PartitionKey.of(entity, owner.state()),
                    Operation.UPDATE, before == null ? null : old, now);
        }
    }

    CaptureModel.@Nullable Entity entity(EntityPersister persister) {
        return model.entity(persister.getEntityName());
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
