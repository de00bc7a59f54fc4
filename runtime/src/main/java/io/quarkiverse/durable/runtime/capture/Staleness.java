package io.quarkiverse.durable.runtime.capture;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.hibernate.LockMode;
import org.hibernate.engine.OptimisticLockStyle;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityEntryExtraState;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Whether the database may hold something else than what a session knows: another transaction may have written it since it was
 * read, and no version would refuse the later of the two.
 */
final class Staleness {

    /** Root entities and roles of collections that statements wrote: these need not change a version. */
    private final Set<String> byStatement = ConcurrentHashMap.newKeySet();

    /** Names of entities whose rows have other values after a write than those that were written. */
    private final Set<String> triggered = ConcurrentHashMap.newKeySet();

    /** On the entry of an entity that the session inserted. */
    private static final class Inserted implements EntityEntryExtraState {

        private @Nullable EntityEntryExtraState next;

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

    /** To be said before the statement can have its first lock. */
    void writtenByStatement(MappedRows rows) {
        CollectionPersister collection = rows.collection();
        byStatement.add(collection == null ? rows.entity().getRootEntityName() : collection.getRole());
    }

    void triggered(EntityPersister persister) {
        triggered.add(persister.getEntityName());
    }

    boolean isTriggered(EntityPersister persister) {
        return triggered.contains(persister.getEntityName());
    }

    static void inserted(EntityEntry entry) {
        entry.addExtraState(new Inserted());
    }

    boolean isWrittenByStatements(EntityPersister persister) {
        return byStatement.contains(persister.getRootEntityName());
    }

    /**
     * Of the row of an entity that is about to be written. What this transaction has written, no other one can write.
     *
     * @param inPart whether the write leaves alone what a statement may have changed, which need not change the version
     */
    boolean isPossible(EntityPersister persister, EntityEntry entry, boolean inPart) {
        if (isTriggered(persister)) {
            return true;
        }
        boolean byStatements = isWrittenByStatements(persister);
        return isProtected(persister) ? byStatements && inPart : byStatements || entry.getLockMode() != LockMode.WRITE;
    }

    private static boolean isProtected(EntityPersister persister) {
        OptimisticLockStyle style = persister.optimisticLockStyle();
        return style == OptimisticLockStyle.ALL || style == OptimisticLockStyle.VERSION && persister.isVersioned();
    }

    /**
     * Of a collection that is about to be written. Nobody else can add to one whose owner is not committed.
     *
     * @param created whether it is written for the first time, with its owner
     */
    boolean isPossible(CollectionPersister collection, EntityEntry owner, boolean created) {
        boolean isNew = owner.getExtraState(Inserted.class) != null && owner.getLockMode() == LockMode.WRITE;
        if (collection.isOneToMany() || isNew && created) {
            // the rows of a one-to-many are those of the other entities, which the flush may have written already
            return false;
        }
        return byStatement.contains(collection.getRole())
                || !isNew && !(collection.isVersioned() && isProtected(collection.getOwnerEntityPersister()));
    }
}
