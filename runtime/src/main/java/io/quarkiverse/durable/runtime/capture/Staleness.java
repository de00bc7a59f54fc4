package io.quarkiverse.durable.runtime.capture;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

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

    /**
     * Root entities and roles of collections that statements wrote, with the number of the last: these need not change a
     * version.
     */
    private final Map<String, Long> byStatement = new ConcurrentHashMap<>();
    private final AtomicLong statements = new AtomicLong();

    /** Names of entities whose rows have other values after a write than those that were written. */
    private final Set<String> triggered = ConcurrentHashMap.newKeySet();

    /** On the entry of an entity that the session inserted. */
    private static final class Inserted implements EntityEntryExtraState {

        private final long statements;
        private @Nullable EntityEntryExtraState next;

        /** @param statements that were before it */
        Inserted(long statements) {
            this.statements = statements;
        }

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
        byStatement.put(collection == null ? rows.entity().getRootEntityName() : collection.getRole(),
                statements.incrementAndGet());
    }

    void triggered(EntityPersister persister) {
        triggered.add(persister.getEntityName());
    }

    boolean isTriggered(EntityPersister persister) {
        return triggered.contains(persister.getEntityName());
    }

    void inserted(EntityEntry entry) {
        entry.addExtraState(new Inserted(statements.get()));
    }

    boolean isWrittenByStatements(EntityPersister persister) {
        return byStatement.containsKey(persister.getRootEntityName());
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

    /** Of a collection that is about to be written. */
    boolean isPossible(CollectionPersister collection, EntityEntry owner) {
        if (collection.isOneToMany()) {
            // its rows are those of the other entities, which the flush may have written already
            return false;
        }
        Long statement = byStatement.get(collection.getRole());
        Inserted inserted = owner.getExtraState(Inserted.class);
        if (inserted != null && owner.getLockMode() == LockMode.WRITE) {
            // only this transaction can have added to it
            return statement != null && statement > inserted.statements;
        }
        return statement != null || !(collection.isVersioned() && isProtected(collection.getOwnerEntityPersister()));
    }
}
