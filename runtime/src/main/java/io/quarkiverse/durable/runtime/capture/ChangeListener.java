package io.quarkiverse.durable.runtime.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PostUpsertEvent;
import org.hibernate.event.spi.PostUpsertEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.Change;
import io.quarkus.arc.Arc;

/** Makes a change of each write that Hibernate reports of a durable entity. */
final class ChangeListener
        implements PostInsertEventListener, PostUpdateEventListener, PostDeleteEventListener, PostUpsertEventListener {

    private static final long serialVersionUID = 1;

    private final transient CaptureModel model;
    private final String datasource;
    private final transient EntityImage images;

    ChangeListener(CaptureModel model, String datasource, EntityImage images) {
        this.model = model;
        this.datasource = datasource;
        this.images = images;
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        EntityPersister persister = event.getPersister();
        CaptureModel.Entity entity = entity(persister);
        if (entity != null) {
            submit(entity, images.key(persister, event.getId(), event.getSession()), Operation.INSERT, null,
                    images.state(persister, event.getId(), event.getState(), event.getSession()), List.of());
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
        @Nullable
        Object[] old = event.getOldState();
        int[] dirty = event.getDirtyProperties();
        submit(entity, images.key(persister, event.getId(), session), Operation.UPDATE,
                old == null ? null : images.stateBefore(persister, event.getId(), old, dirty, session),
                images.state(persister, event.getId(), images.written(persister, event.getState(), old), session),
                changed(persister, dirty));
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        EntityPersister persister = event.getPersister();
        CaptureModel.Entity entity = entity(persister);
        if (entity != null) {
            @Nullable
            Object[] deleted = event.getDeletedState();
            submit(entity, images.key(persister, event.getId(), event.getSession()), Operation.DELETE,
                    deleted == null ? null : images.state(persister, event.getId(), deleted, event.getSession()), null,
                    List.of());
        }
    }

    @Override
    public void onPostUpsert(PostUpsertEvent event) {
        EntityPersister persister = event.getPersister();
        CaptureModel.Entity entity = entity(persister);
        if (entity != null) {
            // Hibernate does not say which of the two it was: an update whose before is not known
            submit(entity, images.key(persister, event.getId(), event.getSession()), Operation.UPDATE, null,
                    images.state(persister, event.getId(), event.getState(), event.getSession()), List.of());
        }
    }

    /** The content of one collection of an owner. */
    void collection(EntityPersister owner, Object id, String property, Object @Nullable [] contents,
            SharedSessionContractImplementor session) {
        CaptureModel.Entity entity = entity(owner);
        if (entity != null && contents != null) {
            Map<String, @Nullable Object> before = contents[0] == null ? null : EntityImage.single(property, contents[0]);
            submit(entity, images.key(owner, id, session), Operation.UPDATE, before, EntityImage.single(property, contents[1]),
                    List.of(property));
        }
    }

    EntityImage images() {
        return images;
    }

    CaptureModel.@Nullable Entity entity(EntityPersister persister) {
        return model.entity(persister.getEntityName());
    }

    private static List<String> changed(EntityPersister persister, int @Nullable [] dirty) {
        if (dirty == null) {
            return List.of();
        }
        List<String> names = new ArrayList<>(dirty.length);
        for (int index : dirty) {
            names.add(persister.getPropertyNames()[index]);
        }
        return names;
    }

    private void submit(CaptureModel.Entity entity, String key, Operation operation,
            @Nullable Map<String, @Nullable Object> before, @Nullable Map<String, @Nullable Object> after,
            List<String> changed) {
        Arc.container().instance(TransactionPort.class).get().captured(datasource,
                new Change(entity.channel(), entity.name(), key, operation, before, after, changed));
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }
}
