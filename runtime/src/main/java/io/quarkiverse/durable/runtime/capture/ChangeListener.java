package io.quarkiverse.durable.runtime.capture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
import io.quarkiverse.durable.runtime.journal.Change;
import io.quarkus.arc.Arc;

/** Makes a change of each write that Hibernate reports of a durable entity. */
final class ChangeListener implements PostInsertEventListener, PostUpdateEventListener, PostDeleteEventListener,
        PostUpsertEventListener, PreUpdateEventListener, PreDeleteEventListener, PreUpsertEventListener {

    private static final long serialVersionUID = 1;

    private final transient CaptureModel model;
    private final String datasource;
    private final transient EntityShapes shapes;
    private final transient StoredState stored;
    /** What was read for the write that the thread is about to make. */
    private final transient ThreadLocal<@Nullable Found> found = new ThreadLocal<>();

    private record Found(Object entity, @Nullable Map<String, @Nullable Object> before) {
    }

    ChangeListener(CaptureModel model, String datasource, EntityShapes shapes, StoredState stored) {
        this.model = model;
        this.datasource = datasource;
        this.shapes = shapes;
        this.stored = stored;
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        if (event.getOldState() == null) {
            read(event.getPersister(), event.getEntity(), event.getId(), event.getSession());
        }
        return false;
    }

    @Override
    public boolean onPreDelete(PreDeleteEvent event) {
        if (event.getDeletedState() == null) {
            read(event.getPersister(), event.getEntity(), event.getId(), event.getSession());
        }
        return false;
    }

    /** Without it nobody knows whether it is an insert. */
    @Override
    public boolean onPreUpsert(PreUpsertEvent event) {
        if (entity(event.getPersister()) != null) {
            found.set(new Found(event.getEntity(),
                    stored.locked(event.getPersister(), event.getId(), event.getSession())));
        }
        return false;
    }

    private void read(EntityPersister persister, Object instance, Object id, SharedSessionContractImplementor session) {
        if (reads(persister)) {
            found.set(new Found(instance, stored.locked(persister, id, session)));
        }
    }

    /** Whether the state before a change is to be read where Hibernate does not know it. */
    boolean reads(EntityPersister persister) {
        CaptureModel.Entity entity = entity(persister);
        return entity != null && entity.before() == Durable.Before.ALWAYS;
    }

    private @Nullable Map<String, @Nullable Object> found(Object instance) {
        Found last = found.get();
        found.remove();
        return last == null || last.entity() != instance ? null : last.before();
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        EntityPersister persister = event.getPersister();
        CaptureModel.Entity entity = entity(persister);
        if (entity != null) {
            Map<String, @Nullable Object> after = shapes.of(persister).image(event.getId(), event.getState(),
                    event.getSession());
            addCollections(after, persister, event.getEntity(), event.getSession());
            submit(entity, key(persister, event.getId(), event.getSession()), Operation.INSERT, null, after);
        }
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        EntityPersister persister = event.getPersister();
        CaptureModel.Entity entity = entity(persister);
        if (entity == null) {
            return;
        }
        SharedSessionContractImplementor session = event.getSession();
        EntityShape shape = shapes.of(persister);
        @Nullable
        Object[] old = event.getOldState();
        Map<String, @Nullable Object> before = old == null ? found(event.getEntity())
                : shape.image(event.getId(), old, session);
        Map<String, @Nullable Object> after = shape.image(event.getId(), shape.written(event.getState(), old), session);
        addCollections(after, persister, event.getEntity(), session);
        submit(entity, key(persister, event.getId(), session), Operation.UPDATE, before, after);
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        EntityPersister persister = event.getPersister();
        CaptureModel.Entity entity = entity(persister);
        if (entity != null) {
            @Nullable
            Object[] deleted = event.getDeletedState();
            submit(entity, key(persister, event.getId(), event.getSession()), Operation.DELETE,
                    deleted == null ? found(event.getEntity())
                            : shapes.of(persister).image(event.getId(), deleted, event.getSession()),
                    null);
        }
    }

    @Override
    public void onPostUpsert(PostUpsertEvent event) {
        EntityPersister persister = event.getPersister();
        CaptureModel.Entity entity = entity(persister);
        if (entity != null) {
            Map<String, @Nullable Object> before = found(event.getEntity());
            Map<String, @Nullable Object> after = shapes.of(persister).image(event.getId(), event.getState(),
                    event.getSession());
            addCollections(after, persister, event.getEntity(), event.getSession());
            submit(entity, key(persister, event.getId(), event.getSession()),
                    before == null ? Operation.INSERT : Operation.UPDATE, before, after);
        }
    }

    /** A stateless session writes the collections that an instance has with it, and does not say which. */
    private void addCollections(Map<String, @Nullable Object> after, EntityPersister persister, Object instance,
            SharedSessionContractImplementor session) {
        if (session instanceof StatelessSessionImplementor) {
            for (CollectionPersister owned : shapes.of(persister).ownedCollections()) {
                CollectionShape shape = shapes.of(owned);
                Object content = persister.getPropertyValue(instance, shape.path());
                if (org.hibernate.Hibernate.isInitialized(content)) {
                    after.put(shape.path(), content == null ? List.of() : shape.image(content, session));
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
            String partitionKey = entity.key().isEmpty() ? key
                    : PartitionKey.of(entity, shapes.of(owned.owner()).image(owned.id(),
                            owned.owner().getValues(owned.instance()), session));
            submit(entity, key, partitionKey, Operation.UPDATE, before == null ? null : single(path, before),
                    single(path, after));
        }
    }

    CaptureModel.@Nullable Entity entity(EntityPersister persister) {
        return model.entity(persister.getEntityName());
    }

    private String key(EntityPersister persister, Object id, SharedSessionContractImplementor session) {
        return shapes.of(persister).key(id, session);
    }

    private void submit(CaptureModel.Entity entity, String key, Operation operation,
            @Nullable Map<String, @Nullable Object> before, @Nullable Map<String, @Nullable Object> after) {
        submit(entity, key, PartitionKey.of(entity, key, before, after), operation, before, after);
    }

    private void submit(CaptureModel.Entity entity, String key, String partitionKey, Operation operation,
            @Nullable Map<String, @Nullable Object> before, @Nullable Map<String, @Nullable Object> after) {
        entity.unlogged().forEach(path -> {
            remove(before, path);
            remove(after, path);
        });
        Arc.container().instance(TransactionPort.class).get().captured(datasource,
                new Change(entity.channel(), entity.name(), key, operation,
                        entity.before() == Durable.Before.NEVER ? null : before, after, changed(before, after),
                        0, partitionKey));
    }

    @SuppressWarnings("unchecked")
    private static void remove(@Nullable Map<String, @Nullable Object> image, String path) {
        if (image != null && image.remove(path) == null) {
            int dot = path.indexOf('.');
            if (dot > 0 && image.get(path.substring(0, dot)) instanceof Map<?, ?> embedded) {
                remove((Map<String, @Nullable Object>) embedded, path.substring(dot + 1));
            }
        }
    }

    private static List<String> changed(@Nullable Map<String, @Nullable Object> before,
            @Nullable Map<String, @Nullable Object> after) {
        List<String> names = new ArrayList<>();
        if (before != null && after != null) {
            after.forEach((name, value) -> {
                if (!Objects.deepEquals(value, before.get(name))) {
                    names.add(name);
                }
            });
        }
        return names;
    }

    private static Map<String, @Nullable Object> single(String path, Object value) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put(path, value);
        return map;
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }
}
