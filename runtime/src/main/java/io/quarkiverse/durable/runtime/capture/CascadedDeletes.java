package io.quarkiverse.durable.runtime.capture;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityEntryExtraState;
import org.hibernate.event.spi.DeleteContext;
import org.hibernate.event.spi.DeleteEvent;
import org.hibernate.event.spi.DeleteEventListener;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Notes which entities a session removes without a statement, because their mapping says that the database deletes them with
 * their owner ({@code @OnDelete}). What the database does is then captured with the statement that deletes the owner.
 */
final class CascadedDeletes implements DeleteEventListener {

    private static final long serialVersionUID = 1;

    /** Root entities whose rows the database deletes by a foreign key, so that this is captured. */
    private final transient Set<String> captured = ConcurrentHashMap.newKeySet();

    /** On the entry of an entity. */
    private static final class Mark implements EntityEntryExtraState {

        private @Nullable EntityEntryExtraState next;
        private boolean set;

        @Override
        public void addExtraState(EntityEntryExtraState state) {
            if (next == null) {
                next = state;
            } else {
                next.addExtraState(state);
            }
        }

        @Override
        public <T extends EntityEntryExtraState> @Nullable T getExtraState(Class<T> type) {
            return next == null ? null : type.isInstance(next) ? type.cast(next) : next.getExtraState(type);
        }
    }

    void add(EntityPersister root) {
        captured.add(root.getRootEntityName());
    }

    @Override
    public void onDelete(DeleteEvent event) {
        note(event);
    }

    @Override
    public void onDelete(DeleteEvent event, DeleteContext transientEntities) {
        note(event);
    }

    /** An entity may be removed, persisted again, and removed in another way. */
    private void note(DeleteEvent event) {
        var context = event.getSession().getPersistenceContextInternal();
        EntityEntry entry = context.getEntry(context.unproxyAndReassociate(event.getObject()));
        if (entry == null || entry.getStatus().isDeletedOrGone()) {
            return;
        }
        Mark mark = entry.getExtraState(Mark.class);
        if (mark == null && event.isCascadeDeleteEnabled() && captured.contains(entry.getPersister().getRootEntityName())) {
            mark = new Mark();
            entry.addExtraState(mark);
        }
        if (mark != null) {
            mark.set = event.isCascadeDeleteEnabled();
        }
    }

    static boolean isLeftToTheDatabase(PreDeleteEvent event) {
        EntityEntry entry = event.getSession().getPersistenceContextInternal().getEntry(event.getEntity());
        Mark mark = entry == null ? null : entry.getExtraState(Mark.class);
        return mark != null && mark.set;
    }
}
